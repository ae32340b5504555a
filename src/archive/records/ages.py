"""What the dates of a person's life say of a day, as far as it is certain. Doubt counts against publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive.records.dates import end_of, understand
from archive.records.policy import Person

_DOUBT = set("~?%")
MAJORITY = 18  # years
_Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Life:
    """The first and the last day on which a person can have come of age, and on which they can have died, None where
    that is not known; `adult` is that people.yaml calls them so, `dead` that it has a date of death, of whatever form.
    """

    of_age: date | None
    of_age_at_last: date | None
    died: date | None
    died_at_last: date | None
    adult: bool
    dead: bool

    @property
    def age_is_known(self) -> bool:
        """Whether anything tells how old the person was."""
        return self.adult or self.of_age_at_last is not None

    def was_adult(self, days: _Days) -> bool:
        """Whether the person was certainly of age on all of these days."""
        if self.of_age_at_last is not None and days[0] >= self.of_age_at_last:
            return True
        return self.adult and (self.of_age is None or days[1] >= self.of_age)

    def was_minor(self, days: _Days) -> bool:
        """Whether the person was certainly under age on all of these days."""
        return self.of_age is not None and days[1] < self.of_age

    def is_dead(self, today: date) -> bool:
        """Whether the person has certainly died."""
        return self.died_at_last is not None and self.died_at_last <= today

    def lived(self, days: _Days) -> bool:
        """Whether nothing says, or lets one doubt, that the person lived on all of these days."""
        return not self.dead or (self.died is not None and days[1] <= self.died)

    def had_died(self, days: _Days) -> bool:
        """Whether the person had certainly died when these days began."""
        return self.died_at_last is not None and days[0] >= self.died_at_last

    @property
    def never_of_age(self) -> bool:
        """Whether the person certainly died under age."""
        return self.died_at_last is not None and self.of_age is not None and self.died_at_last < self.of_age


def life(person: Person) -> Life:
    """What is known of a person's life."""
    born, died = _days(person.born), _days(person.died)
    return Life(
        _eighteenth(born[0] or date.min) if any(born) else None,
        _eighteenth(born[1]),
        *died,
        adult=person.adult,
        dead=person.died is not None,
    )


def _days(written: str | None) -> tuple[date | None, date | None]:
    """The first and the last day that a date can mean."""
    found = understand(written) if written else None
    if found is None or set(found.edtf) & _DOUBT:  # “about 2004” may be 2003: nobody knows how far it reaches
        return None, None
    return _day(found.earliest), end_of(found.edtf)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:  # the year 0
        return None


def _eighteenth(born: date | None) -> date | None:
    """The birthday on which somebody comes of age; of one born on a 29th of February the day after the 28th."""
    if born is None or born.year + MAJORITY > date.max.year:
        return None
    try:
        return born.replace(year=born.year + MAJORITY)
    except ValueError:
        return date(born.year + MAJORITY, 3, 1)
