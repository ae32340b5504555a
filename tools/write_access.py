"""The page of the access rule, out of the table of cases that the tests run.

python tools/write_access.py           writes docs/access.md
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from archive.records.access import decide
from archive.records.build import build
from archive.records.consenting import ALL
from archive.records.model import Origin, Record, Statement
from archive.records.parts import PartVerdict, of_file, of_passage, of_statement
from archive.records.policy import Policy, read_people, read_policy

PROJECT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
_TEXT = (PROJECT / "tests" / "access_cases.yaml").read_text(encoding="utf-8")
TABLE: dict[str, Any] = yaml.load(_TEXT, Loader=yaml.CBaseLoader)  # noqa: S506  it makes nothing but texts

_HEAD = """\
# What may be public, case by case

This page is written by `make docs` out of `tests/access_cases.yaml`, and every line of it is a test; change the table,
not the page. What the keys mean is in [records.md](records.md), the order in which the rule asks in
[design.md](design.md#the-access-rule).

The day is the 22nd of November 2026. Each line adds to the record and to the policy what its second column says; where
no policy is named, `default: hidden` is all of it. A verdict is `public`, `closed` (described only) or `hidden`; of a
file, a statement or a passage it is `shown`, `not shown`, or `altered`: shown when something has been taken out of it.
The scope is told where consents leave less than all.

The persons of these cases, in people.yaml:

```yaml
{people}```
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the table: what is asked, and the answer that is expected, as `answer` gives it."""

    section: str
    about: str
    written: str
    record: Record
    policy: Policy
    withdrawn: bool
    part: Mapping[str, str] | None
    expected: Mapping[str, Any]


def cases() -> Iterator[Case]:
    """Every case of the table, in its order."""
    people, problems = read_people(TABLE["people"], "people.yaml")
    for section in TABLE["sections"]:
        for said in section["cases"]:
            record, _ = build({"id": "x", **section.get("record", {}), **said.get("record", {})}, Origin("one.yaml", 1))
            policy, found = read_policy(said.get("policy", {}), "policy.yaml", people)
            problems += found
            if record is None or problems:
                raise ValueError(f"{said['about']}: {problems}")
            expected = {key: said[key] for key in ("verdict", "reason", "until", "scope", "unnamed") if key in said}
            withdrawn = said.get("withdrawn") == "true"
            part = said.get("part")
            yield Case(section["title"], said["about"], _written(said), record, policy, withdrawn, part, expected)


def answer(case: Case) -> dict[str, Any]:
    """What the rule says of a case, with no more keys than there is to say."""
    verdict = decide(case.record, case.policy, case.withdrawn, TODAY)
    if case.part:
        found = _part(case, case.part)
        word = "altered" if found.altered else "shown" if found.shown else "not shown"
        return {"verdict": word, "reason": found.reason}
    said: dict[str, Any] = {"verdict": verdict.level, "reason": verdict.reason}
    if verdict.until:
        said["until"] = verdict.until.isoformat()
    if verdict.shown and verdict.scope != ALL:
        said["scope"] = sorted(verdict.scope)
    if verdict.unnamed:
        said["unnamed"] = sorted(verdict.unnamed)
    return said


def _part(case: Case, part: Mapping[str, str]) -> PartVerdict:
    verdict = decide(case.record, case.policy, case.withdrawn, TODAY)
    if "term" in part:
        return of_statement(verdict, Statement(part["term"], "A value", part.get("language")))
    if "text" in part:
        start, end = (float(part[key]) if key in part else None for key in ("start", "end"))
        page = int(part["page"]) if "page" in part else None
        return of_passage(verdict, part["file"], part["text"], start, end, page)
    return of_file(verdict, part["file"], part["type"], part.get("role", "original"))


def _written(said: Mapping[str, Any]) -> str:
    """What a case adds, in YAML on one line."""
    parts = {**said.get("record", {}), **{name: said[name] for name in ("policy", "part") if name in said}}
    if said.get("withdrawn"):
        parts["withdrawn"] = "true"
    return _inline(parts)[1:-1]


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    plain = all(letter.isalnum() or letter in "-_.+" for letter in value)
    return value if plain else f'"{value}"'


def page() -> str:
    """The page of the access rule (Markdown)."""
    people = "".join(f"{name}: {_inline(entry)}\n" for name, entry in TABLE["people"].items())
    text = _HEAD.replace("{people}", people)
    found = list(cases())
    for section in TABLE["sections"]:
        text += f"\n## {section['title']}\n\n"
        if "record" in section:
            text += f"In every record of this table: `{_inline(section['record'])[1:-1]}`\n\n"
        text += "| case | says | verdict | why |\n|---|---|---|---|\n"
        text += _rows(_cells(case) for case in found if case.section == section["title"])
    return text


def _cells(case: Case) -> Iterator[str]:
    said = answer(case)
    yield case.about
    yield f"`{case.written}`" if case.written else ""
    verdict = f"**{said['verdict']}**"
    if "until" in said:
        verdict += f" until {said['until']}"
    if "scope" in said:
        verdict += "; " + ", ".join(f"`{word}`" for word in said["scope"])
    if "unnamed" in said:
        verdict += "; not named: " + ", ".join(said["unnamed"])
    yield verdict
    yield said["reason"]


def _rows(rows: Iterable[Iterable[str]]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def main() -> None:
    """Write it."""
    (PROJECT / "docs" / "access.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
