"""Conditions: which items are meant, and what is said where one cannot be read."""

from __future__ import annotations

import pytest

from archive.edits.where import ConditionError, read_condition
from archive.records.build import build
from archive.records.model import Origin

DATA = {
    "id": "bell-1",
    "kind": "photo",
    "files": ["photos/bell.jpg"],
    "title": {"en": "The bell", "ru": "Колокол ёлка"},
    "date": "2004-09",
    "created": "1931/..",
    "subject": ["School No. 1", "bells"],
    "rights": {"uri": "http://rightsstatements.org/vocab/InC/1.0/"},
    "access": "closed",
}
RECORD, _ = build(DATA, Origin("metadata/records/a.yaml", 3))


@pytest.mark.parametrize(
    "condition",
    [
        "kind=photo",
        "KIND = photo and ID=bell-1",
        "not kind=article",
        "kind=article or kind=photo",
        "kind=article and kind=photo or id=bell-1",
        "id=bell-1 or kind=photo and kind=article",
        "not (kind=article or subject=chairs)",
        "not not subject",
        'subject="School No. 1"',
        "subject='bells' and subject!=chairs",
        "title~ЕЛКА and title~bell",
        'title@ru="Колокол ёлка" and not title@os',
        "dc:title~колокол",
        "date>2003 and date<2005 and date>=2004 and date<=2004",
        "date>=2004-09-01 and date<2004-10-01",
        "created>1930 and not created<2050",
        "access.level=closed and access=closed and access",
        "source~records and source=metadata/records/a.yaml",
        "file~bell and files=photos/bell.jpg",
        "rights=http://rightsstatements.org/vocab/InC/1.0/",
        "not description",
    ],
)
def test_a_condition_that_holds(condition):
    assert read_condition(condition)(RECORD)


@pytest.mark.parametrize(
    "condition",
    [
        "kind=article",
        "subject=Bells",
        "subject!=bells",
        "title@en~колокол",
        "date>2004",
        "date<2004-09",
        "created<1932",
        "description",
        "kind=photo and not kind=photo",
        "abstract~x or abstract=x",
    ],
)
def test_a_condition_that_does_not_hold(condition):
    assert not read_condition(condition)(RECORD)


@pytest.mark.parametrize(
    ("condition", "at", "said"),
    [
        ("", 0, "the end; expected a term"),
        ("kind=photo adn id=x", 11, "“adn”; expected `and`, `or`, or the end"),
        ("kind=foto", 5, "expected photo (is that what was meant?)"),
        ("access.level=closd", 13, "expected closed (is that what was meant?)"),
        ("titel=x", 0, "“titel”; expected title (is that what was meant?)"),
        ("zzz=x", 0, "expected a term, kind, id"),
        ("kind=", 5, "the end; expected a value behind `=`"),
        ("kind=and", 5, "kind “and”"),
        ("kind==photo", 5, "“=”; expected a value"),
        ("(kind=photo", 11, "the end; expected `)`"),
        ("kind=photo)", 10, "“)”; expected `and`, `or`, or the end"),
        ("and kind=photo", 0, "“and”; expected a term"),
        ('"title"=x', 0, "“title”; expected a term"),
        ("title='x", 6, "a quotation mark that is not closed"),
        ("title>2004", 0, "`>` for title; expected a date"),
        ("date>soon", 5, "“soon”; expected a date with a first and a last day"),
        ("date>../2004", 5, "expected a date with a first and a last day"),
        ("title ! x", 6, "“!”"),
        ("(" * 2000 + "kind", 51, "no more than 50 brackets"),
        ("not " * 2000 + "kind", 204, "no more than 50 brackets"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(condition, at, said):
    with pytest.raises(ConditionError) as raised:
        read_condition(condition)
    assert said in str(raised.value)
    assert raised.value.at == at
    assert str(raised.value).splitlines()[-1] == f"  {' ' * at}^"
