"""What a run did, and what has to be said of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from archive.records.model import Problem


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
        """The problems by place, each once."""
        unique = dict.fromkeys(self.problems)
        return sorted(unique, key=lambda problem: (problem.path, problem.line or 0, problem.column or "", str(problem)))
