"""Questions that researchers ask of the tables, as SQL that they can run and change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection

from archive.web.labels import to_translate


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the SQL that answers it, and what is to be minded about it.

    `near` is the page of a table that comes nearest to it where visitors may not write SQL. `finds` tells, for each
    parameter of the SQL, by which SQL a value is found in an edition that makes a good example.
    """

    question: str
    sql: str
    near: str
    note: str = ""
    finds: Mapping[str, str] = field(default_factory=dict)

    def values(self, connection: Connection) -> dict[str, str] | None:
        """A value of this edition for each parameter, None where the edition holds nothing to ask about."""
        found = {name: connection.execute(sql).fetchone() for name, sql in self.finds.items()}
        values = {name: row[0] for name, row in found.items() if row and row[0]}
        return values if len(values) == len(found) else None


EXAMPLES = (
    Example(
        to_translate("How many items are there of each year?"),
        """\
select substr(date_earliest, 1, 4) as year, count(*) as items
from items
where date_earliest is not null
group by year
order by year""",
        "items?_sort=date_earliest",
        to_translate("An item with an uncertain date is counted in the earliest year that it can mean."),
    ),
    Example(
        to_translate("What are the titles in one language?"),
        """\
select item, value as title
from statements
where term = 'title' and language = :language
order by value""",
        "statements?term=title&_facet=language",
        finds={"language": "select language from statements where term = 'title' and language <> 'en' limit 1"},
    ),
    Example(
        to_translate("Which photographs have no description in English?"),
        """\
select id as item, title, date
from items
where kind = 'photo' and id not in (
    select item from statements
    where term in ('description', 'abstract') and language = 'en'
)
order by id""",
        "items?kind=photo",
    ),
    Example(
        to_translate("Which items are about a place?"),
        """\
select item, title, date, uri as coordinates
from statements
join items on id = item
where term = 'spatial' and value = :place
order by date_earliest, item""",
        "statements?term=spatial&_facet=value",
        finds={"place": "select value from statements where term = 'spatial' limit 1"},
    ),
    Example(
        to_translate("Which other subjects stand with a subject?"),
        """\
select other.value as subject, count(*) as items
from statements as one
join statements as other
    on other.item = one.item and other.term = one.term and other.value <> one.value
where one.term = 'subject' and one.value = :subject
group by 1
order by items desc, 1""",
        "statements?term=subject&_facet=value",
        finds={"subject": "select value from statements where term = 'subject' limit 1"},
    ),
    Example(
        to_translate("What is said in a recording, in order, with the times?"),
        """\
select printf('%d:%02d', start / 60, start % 60) as time,
    speaker, language, text
from passages
where item = :item and start is not null
order by file, position""",
        "passages?start__notblank=1",
        to_translate("Times are seconds from the beginning; a transcript in another language is another file."),
        finds={"item": "select item from passages where start is not null limit 1"},
    ),
    Example(
        to_translate("Where does a word stand in the texts?"),
        """\
select item, position, page, text
from passages
where text like '%' || :word || '%'
order by item, position""",
        "passages",
        to_translate(
            "This finds letters as they are written: small and capital letters differ, except for those from A to Z. "
            "The search of the site knows the forms of words; SQL does not."
        ),
        finds={"word": "select rtrim(substr(text, 1, instr(text || ' ', ' ') - 1), '.,:;!?') from passages limit 1"},
    ),
    Example(
        to_translate("What may be done with the items?"),
        """\
select coalesce(uri, value) as rights, count(distinct item) as items
from statements
where term in ('rights', 'license')
group by 1
order by items desc""",
        "statements?term=rights&_facet=uri",
    ),
    Example(
        to_translate("How many files are there of each format, and how large are they?"),
        """\
select media_type, count(*) as files, sum(bytes) as bytes,
    round(sum(duration) / 3600, 1) as hours
from files
where role = 'original'
group by media_type
order by bytes desc""",
        "files?role=original&_facet=media_type",
    ),
    Example(
        to_translate("What has changed since a day?"),
        """\
select id as item, title, updated
from items
where updated >= :day
order by updated desc""",
        "items?_sort_desc=updated",
        finds={"day": "select substr(max(updated), 1, 10) from items"},
    ),
)
