"""Building the index, asking it, and showing why something was found."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search import Query, ask, build, highlight
from archive.search.index import SHIFT
from archive.store.schema import SCHEMA


def database(path=":memory:", *, items, passages=()):
    """Items as {id: [kind, (term, value, language), …]}, passages as (item, position, text, language)."""
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    with connection:
        for item, (kind, *statements) in items.items():
            title = next((value for term, value, _ in statements if term == "title"), None)
            connection.execute(
                "INSERT INTO items (id, kind, access, title) VALUES (?, ?, 'public', ?)", (item, kind, title)
            )
            connection.executemany(
                "INSERT INTO statements (item, term, position, value, language) VALUES (?, ?, ?, ?, ?)",
                [(item, term, place, value, language) for place, (term, value, language) in enumerate(statements, 1)],
            )
        connection.executemany(
            "INSERT INTO passages (item, position, file, text, language) VALUES (?, ?, 1, ?, ?)", passages
        )
        build(connection)
    return connection


def found(connection, text, **how):
    return [hit.item for hit in ask(connection, Query(text, **how)).hits]


def kinds(results):
    return {count.key: count.items for count in results.facets["kind"]}


def one_passage_each(**texts):
    return database(
        items={item: ["article"] for item in texts},
        passages=[(item, 1, text, language) for item, (text, language) in texts.items()],
    )


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("школа", "Снято в школе", "ru"),
        ("школы", "Снято у школ", "ru"),
        ("елка", "Новогодняя ёлка", "ru"),
        ("ёлка", "Новогодняя елка", None),
        ("Беслан", "Жители Беслана", "ru"),
        ("бӕслӕн", "Горӕт Бæслæн", "os"),
        ("бæслæн", "Горӕт Бӕслӕн", "os"),
        ("и\u0306од", "йод", "ru"),
        ("йод", "и\u0306од", "ru"),
        ("school", "Two schools", "en"),
        ("schools", "A school's yard", None),
        ("школа", "The word школе is Russian", "en"),
        ("ecoles", "Deux écoles", "fr"),
        ("Алания", "в Северной Осетии–Алании", "ru"),
        ("Осетия-Алания", "в Северной Осетии — Алании", "ru"),
        ("осетия алания", "в Северной Осетии-Алании", "ru"),
        ("североосетинский", "северо-осетинской", "ru"),
        ("Коннор", "письмо О’Коннору", "ru"),
        ("o'connor", "Letter to O’Connor", "en"),
        ("кто-то", "у кого-то", "ru"),
        ("01.09.2004", "01.09.2004", None),
        ("2004", "01.09.2004", None),
        ("школа №1", "школы № 1", "ru"),
        ("школа N1", "школа №1", "ru"),
        ("школа №1", "школа N1", "ru"),
        ("школа N 1", "школа N1", "ru"),
        ("School No. 1", "School №1", "en"),
        ("School No. 1", "School 1", "en"),
        ("school №1", "School No. 1", "en"),
        ("0001", "IMG_0001.jpg", None),
        ("1 сентября", "1-го сентября", "ru"),
        ("office", "oﬃce", "en"),
    ],
)
def test_a_query_finds(query, text, language):
    assert found(one_passage_each(it=(text, language), other=("Совсем иное", "ru")), query) == ["it"]


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("мой", "мои", "os"),
        ("суть", "Это было давно", "ru"),
        ("школа", "школе", "os"),
        ("кто-то", "тот, кого видели", "ru"),
        ("01.09.2004", "09.01.2004", None),
        ('"школе"', "школа", "ru"),
        ("школа сад", "школа", "ru"),
    ],
)
def test_a_query_does_not_find(query, text, language):
    assert found(one_passage_each(it=(text, language)), query) == []


WORDS = ["школа", "школе", "Осетии-Алании", "осетия", "алания", "№1", "N 1", "01.09", "09", "O’Connor", "кто-то", "й"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


@given(TEXTS, st.sampled_from(WORDS), st.sampled_from(["ru", "os", None]))
@settings(max_examples=60)  # the first word waits for the dictionaries
def test_what_is_found_is_highlighted_and_nothing_else(text, query, language):
    hits = found(one_passage_each(it=(text, language)), query)
    marks = any(matches for _, matches in highlight(text, query, language))
    assert marks or not hits
    if query != "Осетии-Алании":  # found by both its parts, each of which is marked
        assert hits or not marks


def test_a_quoted_phrase_is_found_in_its_order_and_forms_alone():
    connection = one_passage_each(
        a=("двор первой школы", "ru"), b=("двор школы первой", "ru"), c=("дворы первых школ", "ru")
    )
    for query in ('"первой школы"', "«первой школы»", "„первой школы“ двор", '"Первой-Школы"'):
        assert found(connection, query) == ["a"]
    assert found(connection, "первой школы") == ["a", "b", "c"]


def test_a_phrase_does_not_run_on_from_one_statement_into_the_next():
    connection = database(items={"a": ["photo", ("subject", "двор", "ru"), ("subject", "школа", "ru")]})
    assert found(connection, "двор школа") == ["a"]
    assert found(connection, '"двор школа"') == []


def test_titles_come_first_then_exact_forms_then_other_forms():
    connection = database(
        items={
            "a": ["article", ("description", "У школы", "ru")],
            "b": ["article", ("description", "Эта школа", "ru")],
            "c": ["article", ("title", "Двор школы", "ru")],
            "d": ["article", ("title", "Школа", "ru")],
            "e": ["article"],
        },
        passages=[("e", 1, "школа", "ru"), ("e", 2, "школа", "ru")],
    )
    assert found(connection, "школа") == ["d", "c", "e", "b", "a"]


def test_all_words_are_found_across_the_texts_of_an_item_and_together_is_better():
    connection = database(
        items={
            "a": ["article", ("subject", "Школа", "ru"), ("date", "2003", None)],
            "b": ["article", ("subject", "Школа", "ru")],
            "c": ["article", ("subject", "Школа", "ru"), ("date", "2004-09-01", None)],
        },
        passages=[("b", 1, "Год 2004", "ru"), ("b", 2, "Иное", "ru")],
    )
    assert found(connection, "школа 2004") == ["c", "b"]


def test_rights_and_types_are_not_searched():
    connection = database(items={"a": ["photo", ("rights", "copyright", "en"), ("type", "Image", "en")]})
    assert found(connection, "copyright") == found(connection, "image") == []


def test_a_hit_says_which_passage_shows_it_best():
    connection = database(
        items={"a": ["article", ("title", "Статья", "ru")]},
        passages=[("a", 1, "двор", "ru"), ("a", 2, "двор школы", "ru"), ("a", 3, "двор школа", "ru")],
    )
    (hit,) = ask(connection, Query("двор школа")).hits
    assert (hit.position, hit.text, hit.language, hit.file, hit.title) == (3, "двор школа", "ru", 1, "Статья")
    assert ask(connection, Query("двор")).hits[0].position == 1


def test_a_hit_in_the_description_says_which_statement():
    connection = database(
        items={"a": ["photo", ("title", "Школа", "ru"), ("subject", "Учёба", "ru"), ("spatial", "Школа", "ru")]}
    )
    (hit,) = ask(connection, Query("школы")).hits
    assert (hit.position, hit.term, hit.text) == (None, "spatial", "Школа")
    assert ask(connection, Query("учёба")).hits[0].term == "subject"


def test_pages_of_hits_follow_on_and_kinds_are_counted():
    items = {f"{number:03}": ["photo" if number % 3 else "article", ("title", "Школа", "ru")] for number in range(50)}
    connection = database(items=items)
    results = ask(connection, Query("школа", limit=7))
    assert (results.total, len(results.hits), kinds(results)) == (50, 7, {"article": 17, "photo": 33})
    photos = ask(connection, Query("школа", (("kind", "photo"),), limit=100))
    assert photos.total == len(photos.hits) == 33
    assert {hit.kind for hit in photos.hits} == {"photo"}
    assert kinds(photos) == kinds(results)
    everything = found(connection, "школа", limit=50)
    assert sorted(everything) == sorted(items)
    assert [
        item for offset in range(0, 50, 7) for item in found(connection, "школа", limit=7, offset=offset)
    ] == everything
    assert ask(connection, Query("школа", (("kind", "no such kind"),))).total == 0
    assert found(connection, "школа", offset=1000) == found(connection, "школа", limit=-1) == []


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        " ",
        "*",
        '"',
        '""',
        "«»",
        "\0",
        "школа\0двор",
        "school AND",
        "NEAR(",
        "title: school",
        "{title}: x",
        "-school",
        "^school",
        "school*",
        "'; DROP TABLE items; --",
        "🙂🙃",
        "\ud800",
        "%_",
        "((((((",
        "a OR OR b NOT",
        "½ ⑴ ﷺ",
        "a \uff9e",
        "\uff9f-\uff9e 1",
        "\u0301\u0301",
        "школа " * 10_000,
        " ".join(f"слово{number}" for number in range(10_000)),
        '"' + "школа " * 10_000 + '"',
        "а" * 100_000,
        "-".join(["слово"] * 10_000),
        '"' * 1000,
    ],
)
def test_a_hostile_query_is_no_error(hostile):
    connection = one_passage_each(a=("двор школы and near title", "ru"))
    assert ask(connection, Query(hostile)).total in {0, 1}


def test_the_words_of_a_web_address_find_nothing():
    connection = database(
        items={
            "a": ["other", ("title", "The yard", "en"), ("source", "https://example.org/the-yard", None)],
            "b": ["other", ("title", "The school", "en"), ("source", "See https://example.org for more", "en")],
        }
    )
    assert found(connection, "example") == ["b"]
    assert ask(connection, Query("yard")).hits[0].term == "title"


def test_operators_are_words():
    connection = one_passage_each(a=("this AND that", "en"), b=("this that", "en"))
    assert found(connection, "this AND that") == ["a"]


def test_a_word_given_many_times_is_one_word():
    assert found(one_passage_each(a=("двор школы", "ru")), "школа " * 10_000) == ["a"]


def test_equal_rows_give_equal_bytes_in_whichever_order_they_came(tmp_path):
    items = {
        f"i{number}": ["photo", ("title", f"Школа {number}", "ru"), ("date", "2004", None)] for number in range(300)
    }
    passages = [(item, place, f"Двор {place}", "ru") for item in items for place in (1, 2)]
    database(tmp_path / "a.db", items=items, passages=passages).close()
    database(tmp_path / "b.db", items=items, passages=passages).close()
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()
    turned = database(items=dict(reversed(items.items())), passages=passages[::-1])
    straight = sqlite3.connect(tmp_path / "a.db")
    for table in (
        "_search_data",
        "_search_idx",
        "_search_docsize",
        "_search_items",
        "_search_facets",
        "_search_orders",
    ):
        rows = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert turned.execute(rows).fetchall() == straight.execute(rows).fetchall()
    straight.close()


def test_a_plain_connection_reads_the_file_and_every_table_in_it(tmp_path):
    database(tmp_path / "a.db", items={"a": ["photo", ("title", "Школа", "ru")]}).close()
    connection = sqlite3.connect(f"file:{tmp_path / 'a.db'}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert "_search" in tables
    for table in tables:
        assert connection.execute(f"SELECT count(*) FROM [{table}]").fetchone()[0] >= 0
        connection.execute(f"SELECT * FROM [{table}] LIMIT 10").fetchall()
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert found(connection, "школы") == ["a"]
    connection.close()


def test_building_again_replaces_the_index_within_the_callers_transaction():
    connection = one_passage_each(a=("двор", "ru"))
    connection.execute("UPDATE passages SET text = 'школа'")
    build(connection)
    assert connection.in_transaction
    assert (found(connection, "двор"), found(connection, "школа")) == ([], ["a"])
    connection.rollback()
    assert (found(connection, "двор"), found(connection, "школа")) == (["a"], [])


def test_a_build_that_cannot_be_done_leaves_the_index_as_it_was():
    connection = one_passage_each(a=("двор", "ru"))
    connection.execute("INSERT INTO passages (item, position, file, text) VALUES ('a', ?, 1, 'x')", (1 << SHIFT,))
    with pytest.raises(ValueError, match="passage at position 1048576"):
        build(connection)
    assert found(connection, "двор") == ["a"]
