"""The site in its languages: messages, plural forms, and the catalogue that a translator edits."""

from __future__ import annotations

import runpy
import shutil

import pytest
from markupsafe import Markup

from archive.web.interface import LANGUAGES, interface
from conftest import PROJECT

TOOL = runpy.run_path(str(PROJECT / "tools" / "messages.py"))
CATALOGUE = TOOL["CATALOGUES"] / "ru.po"
main, merged = TOOL["main"], TOOL["merged"]


def test_the_language_of_the_code_comes_first_and_says_what_stands_there():
    assert next(iter(LANGUAGES)) == "en"
    assert interface("en").gettext("Photographs") == "Photographs"


def test_a_message_is_said_in_russian():
    assert interface("ru").gettext("Photographs") == "Фотографии"


def test_a_message_without_a_translation_stays_english():
    assert interface("ru").gettext("Nobody has translated this") == "Nobody has translated this"


def test_nothing_is_said_as_nothing():
    assert interface("ru").gettext("") == ""


def test_an_interface_is_made_once():
    assert interface("ru") is interface("ru")


def test_a_language_that_the_site_does_not_speak_is_refused():
    with pytest.raises(ValueError, match="'xx', expected one of en, ru"):
        interface("xx")


@pytest.mark.parametrize(("number", "english"), [(1, "1 row"), (2, "2 rows"), (1234, "1,234 rows")])
def test_a_number_has_its_form_in_english(number, english):
    assert interface("en").ngettext("%(num)s row", "%(num)s rows", number) == english


@pytest.mark.parametrize(
    ("number", "russian"),
    [(1, "1 строка"), (3, "3 строки"), (11, "11 строк"), (21, "21 строка"), (5000, "5\xa0000 строк")],
)
def test_a_number_has_its_form_in_russian(number, russian):
    assert interface("ru").ngettext("%(num)s row", "%(num)s rows", number) == russian


def test_values_take_their_places_and_a_message_without_any_keeps_its_signs():
    assert interface("en").gettext("%(a)s of %(b)s", a=1, b="<two>") == "1 of <two>"
    assert interface("en").gettext("100%") == "100%"


def test_markup_among_the_values_makes_markup_and_escapes_the_rest():
    said = interface("en").gettext("<%(a)s> in %(b)s", a=Markup("<b>x</b>"), b="<i>")
    assert isinstance(said, Markup)
    assert said == "&lt;<b>x</b>&gt; in &lt;i&gt;"


def test_the_catalogue_says_what_the_code_says_and_lacks_nothing(capsys):
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_writing_the_catalogue_again_changes_nothing_in_it(tmp_path):
    shutil.copy(CATALOGUE, tmp_path)
    assert merged(tmp_path / "ru.po", "ru") == (CATALOGUE.read_text(encoding="utf-8"), [])


def test_the_catalogue_speaks_of_no_person_no_day_and_no_place_on_a_disk():
    text = CATALOGUE.read_text(encoding="utf-8")
    assert all(word not in text for word in ("POT-Creation-Date", "Last-Translator", "#:", str(PROJECT)))


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ('msgstr "Фотографии"', 'msgstr ""', "untranslated: 'Photographs'"),
        ('msgid "Photographs"', '#, fuzzy\nmsgid "Photographs"', "fuzzy: 'Photographs'"),
        ('msgid "Photographs"', 'msgid "Photographys"', "fuzzy: 'Photographs'"),
        ('msgstr "%(year)s-е"', 'msgstr "%(years)s-е"', "'%(year)ss'"),
    ],
)
def test_what_lacks_or_is_wrong_is_named(tmp_path, capsys, was, becomes, fault):
    text = CATALOGUE.read_text(encoding="utf-8")
    assert was in text
    (tmp_path / "ru.po").write_text(text.replace(was, becomes), encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    assert fault in capsys.readouterr().err


def test_a_catalogue_of_what_nobody_says_any_more_is_not_what_the_code_says(tmp_path, capsys):
    text = CATALOGUE.read_text(encoding="utf-8") + '\nmsgid "Long gone and far away"\nmsgstr "Давно"\n'
    (tmp_path / "ru.po").write_text(text, encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    assert "not what the code says" in capsys.readouterr().err
