"""What a run did, and what has to be said of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from archive.records.model import Problem

FEW = 20  # of one sort are all said


@dataclass(slots=True)
class Report:
    """The counts of a run by what happened (`new records`, `moved files` …), and its problems."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether something was refused."""
        return any(problem.severity == "error" for problem in self.problems)

    def sorted_problems(self) -> list[Problem]:
        """The problems by place, each once; of warnings that one column of a sheet gives again and again, the first
        few and how many more there are. Errors are all named.
        """
        kept: dict[Problem, None] = {}
        alike: Counter[tuple[str | None, ...]] = Counter()
        for problem in self.problems:
            if problem.severity == "warning" and problem.column is not None:
                alike[_sort(problem)] += 1
                if alike[_sort(problem)] > FEW:
                    continue
            kept[problem] = None
        more = (_more(sort, count - FEW) for sort, count in alike.items() if count > FEW)
        return sorted((*kept, *more), key=_place)


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return problem.path, problem.line or 0, problem.column or "", str(problem)


def _sort(problem: Problem) -> tuple[str | None, ...]:
    return problem.path, problem.column, problem.term, problem.expected


def _more(sort: tuple[str | None, ...], count: int) -> Problem:
    path, column, term, expected = sort
    return Problem(path or "", None, column, f"{count:,} more like these", expected or "", "warning", term)
