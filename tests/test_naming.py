"""Names of persons who are not to be named: found in texts and names of files, and replaced.

The names are invented and common; whoever bears one is not meant.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.search.naming import Mention, Name, Naming, redact
from conftest import PROJECT, growth

PUBLIC = {"ru": "Читательница", "en": "A reader"}
ANNA = Name("p-1", ("Смирнова Анна Петровна",), PUBLIC)
URUZMAG = Name("p-2", ("Урузмаг Хмыров", "Хмыраты Уырызмæг"), {})
ROMAN = Name("p-3", ("Роман Белый",), {None: "Читатель"})
LEV = Name("p-4", ("Полев-Лугов Лев Ильич",), {"en": "A man"})


@pytest.fixture(scope="module")
def naming():
    return Naming([ANNA, URUZMAG, ROMAN, LEV])


def certain(naming, text, language="ru"):
    return [text[one.start : one.end] for one in naming.find(text, language) if one.certain]


def doubtful(naming, text, language="ru"):
    return [(text[one.start : one.end], one.why) for one in naming.find(text, language) if not one.certain]


@pytest.mark.parametrize(
    "name",
    [
        "Анна Смирнова",
        "Анны Смирновой",
        "Смирнову Анну",
        "Смирновой, Анне",
        "Анной Петровной Смирновой",
        "Смирновой Анне Петровне",
        "А. П. Смирнова",
        "А.П. Смирновой",
        "Смирнову А. П",
        "Ан. П. Смирнова",
        "АННА СМИРНОВА",
        "анна смирнова",
        "А\u0301нна Смирно\u0301ва",
        "Анна Смир\u00adно\u200bва",
        "Анна Смир-\nнова",
        "Анна Смир\u00ad\n    нова",
        "Анна Смирн0ва",
        "Анна\nСмирнова",
        "А н н а  С м и р н о в а",
        "А Н Н А С М И Р Н О В А",
        "Aннa Cмиpнoвa",
        "АннаСмирнова",
        "аннасмирнова",
        "Anna Smirnova",
        "Anna Petrovna Smirnova",
        "Smirnova A. P",
        "Anna Smirnova's",
        "Anna Smirnovoy",
        "annasmirnova",
        "Лев Полев-Лугов",
        "Льву Полеву-Лугову",
        "Lev Polev-Lugov",
        "Романа Белого",
        "Roman Bely",
        "Roman Belyj",
        "Хмыров",
        "Хмырову",
        "Khmyrov",
        "Hmyrov's",
        "Xmyrovu",
        "Хмыраты Уырызмæгæн",
        "Хмыраты Уырызмӕгимӕ",
        "Хмыратӕ",
        "Хмыратӕй",
        "&#1040;нна Смирнова",
        "Анна&nbsp;Смирнова",
        "Анна Смир&shy;нова",
        "Анна Смир&amp;#1085;ова",
        "Анна<br/>Смирнова",
        "K&#104;myrov",
        "\\u0425мыров",
        "Смир‑\nновой Анне",
        "Х\u202eмыро\u2066ва",
        "Ϲмирнова Анна",
        "Х|м|ы|р|о|в",
    ],
)
def test_a_whole_name_or_a_rare_surname_is_certain(naming, name):
    assert certain(naming, f"на полке: {name}; третий ряд") == [name]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Смирновой", "a surname alone"),
        ("Анну", "a given name alone"),
        ("Петровне", "a patronymic alone"),
        ("Анне Петровне", "given name and patronymic"),
        ("А. Смирнова", "surname and initials"),
        ("С. В. Смирнова", "a surname with other initials"),
        ("Смирновыми", "a surname in a form of a family or of another gender"),
        ("the Khmyrovs", "a surname in a form of a family or of another gender"),
        ("Хмыровой", "a surname in a form of a family or of another gender"),
        ("Мария Смирнова", "a surname beside a word of another name"),
        ("Гульназ Хмыров", "a surname beside a word of another name"),
        ("Анна Сергеевна Смирнова", "given name and surname, with a word of another name"),
        ("Рома Белый", "a short form of the given name, and the surname"),
        ("Ромы", "a short form of the given name"),
        ("Лугову", "a word of a surname"),
    ],
)
def test_what_others_share_is_doubtful_and_says_why(naming, text, why):
    found = doubtful(naming, f"— {text} — есть в описи за Май")
    assert len(found) == 1
    assert found[0][0] in text
    assert found[0][1] == why
    assert certain(naming, f"— {text} — есть в описи за Май") == []


@pytest.mark.parametrize(
    "text",
    [
        "На полке лежал роман, белый и тонкий.",
        "Каталог смирно лежит на полке.",
        "Белка, анфас, полевые цветы и луга.",
        "In May the roman type was replaced.",
        "Павлова Мария Ивановна, Иванов И. И.",
        "",
    ],
)
def test_ordinary_words_and_other_names_are_passed_over(naming, text):
    assert naming.find(text, None) == []


def test_in_a_text_without_capital_letters_ordinary_words_are_doubtful(naming):
    assert doubtful(naming, "в описи стоит роман") == [("роман", "a given name alone")]


def test_ordinary_words_written_small_are_not_certainly_a_name(naming):
    assert doubtful(naming, "На полке роман белый.") == [
        ("роман белый", "given name and surname, both ordinary words here")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Хмы<b>рова",
        "Хмы<!-- a note -->рова",
        "Анна <i class='x'>Смирнова",
        "Хмы**рова",
        "Хмы_рова",
        "Х]мыров",
        "Хмы[ров",
        "Хмы\u2028рову",
        "Хмы\u3164рову",
        "Khm<b>yrov",
    ],
)
def test_a_name_with_marks_within_is_doubtful(naming, name):
    ((word, why),) = doubtful(naming, f"на полке: {name}; третий ряд")
    assert word == name
    assert why.endswith("with marks within")


@given(st.lists(st.sampled_from(["Хмы", "ров", "<b>", "</b>", "&#1088;", "&", "[", "]", " ", "**", "\\u0440", "<br>"])))
def test_what_is_read_without_marks_lies_where_it_is_written(naming, parts):
    text = "".join(parts)
    for one in naming.find(text, "ru"):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()


def test_lists_of_people_are_not_run_together(naming):
    text = "Смирнова А. П., Иванова А. С., Смирнова В. Г., Анна Иванова, Белый, Роман Петров"
    assert certain(naming, text) == ["Смирнова А. П"]


@pytest.mark.parametrize("spelling", ["", " ", "ﾞ", "1 2", "А. Б.", "X", "ь", "Анна", "А Б В Г Д Е", "о'Коннор-"])
def test_any_spelling_can_be_looked_for(spelling):
    naming = Naming([Name("p-1", (spelling,), {})])
    assert all(one.person == "p-1" for one in naming.find("Анна Смирнова и X, А. Б. и т. д.", "ru"))
    assert spelling.lower() in naming.needles() or not spelling.strip()


@given(st.text(alphabet="абвеийоьъæёАБЁ acyzhXŠ'’-., ﾞ\u0301\u00ad12оваич", max_size=18))
def test_no_spelling_stops_the_search(spelling):
    naming = Naming([Name("p-1", (spelling,), {})], others=[spelling])
    for text in (spelling, spelling.upper(), " ".join(spelling)):
        assert all(text[one.start : one.end] for one in [*naming.find(text, None), *naming.find_in_name(text)])


def test_a_surname_that_others_have_is_doubtful_alone():
    assert certain(Naming([URUZMAG]), "Пришёл Хмыров.") == ["Хмыров"]
    assert certain(Naming([URUZMAG], others=["Хмырова Мария"]), "Пришёл Хмыров.") == []
    sister = Name("p-9", ("Агунда Хмырова",), {})
    assert [one.person for one in Naming([URUZMAG, sister]).find("Пришёл Хмыров.", "ru")] == ["p-2", "p-9"]


def test_doubts_within_a_certain_name_are_not_listed():
    naming = Naming([ANNA, Name("p-9", ("Смирнова Мария",), {})])
    assert [one.person for one in naming.find("Анна Смирнова", "ru")] == ["p-1"]


def test_a_name_that_is_given_in_latin_letters_is_found_in_russian():
    assert certain(Naming([Name("p-1", ("Anna Khmyrova",), {})]), "Письмо Анны Хмыровой") == ["Анны Хмыровой"]


def test_other_spellings_of_a_name_are_looked_for():
    naming = Naming([Name("p-1", ("Анна Смирнова", "Хозяйка старой дачи"), {})])
    assert certain(naming, "Письмо Хозяйки старой дачи") == ["Хозяйки старой дачи"]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("photos/smirnova_anna_1999.jpg", "smirnova_anna"),
        ("AnnaSmirnova.pdf", "AnnaSmirnova"),
        ("img/smirnova-a-p/1.jpg", "smirnova-a-p"),
        ("SmirnovaAP.tif", "SmirnovaAP"),
        ("annasmirnova.tif", "annasmirnova"),
        ("Смирнова Анна 1.wav", "Смирнова Анна"),
        ("khmyrov.tif", "khmyrov"),
        ("smirnova4anna.tif", "smirnova4anna"),
    ],
)
def test_names_of_files_are_read(naming, path, named):
    found = naming.find_in_name(path)
    assert [(path[one.start : one.end], one.certain) for one in found] == [(named, True)]


def test_an_address_that_is_encoded_is_a_mention_as_a_whole(naming):
    path = "letters/%D0%A5%D0%BC%D1%8B%D1%80%D0%BE%D0%B2.pdf"
    assert naming.find_in_name(path) == [Mention(0, len(path), "p-2", certain=True, why="a rare surname")]


def test_an_encoded_address_in_a_text_is_a_mention_as_a_whole(naming):
    address = "https://example.org/%D0%A5%D0%BC%D1%8B%D1%80%D0%BE%D0%B2"
    assert certain(naming, f"На 50% готово, см. {address} в описи") == [address]


def test_other_names_of_files_have_no_mention(naming):
    assert naming.find_in_name("photos/DSC_0001 (2).JPG") == []


def test_the_public_name_stands_in_brackets_in_the_language_of_the_text(naming):
    text = "Письмо Анны Смирновой."
    assert redact(text, naming.find(text, "ru"), "ru-RU", naming) == "Письмо [Читательница]."
    assert redact(text, naming.find(text, "ru"), "en", naming) == "Письмо [A reader]."


def test_without_a_public_name_it_is_said_that_the_name_is_withheld(naming):
    text = "Хмыров"
    mentions = naming.find(text, "ru")
    assert redact(text, mentions, "ru", naming) == "[имя не указано]"
    assert redact(text, mentions, "en", naming) == "[name withheld]"
    assert redact(text, mentions, "os", naming) == "[имя не указано]"
    assert naming.public("p-3", "os") == "Читатель"


def test_names_that_lie_over_one_another_are_one_bracket():
    naming = Naming([ANNA, Name("p-9", ("Смирнова Алла Павловна",), {"ru": "Другая"})])
    text = "Подпись: А. П. Смирнова"
    assert redact(text, naming.find(text, "ru"), "ru", naming) == "Подпись: [имя не указано]"


def test_needles_are_whole_names_and_rare_surnames_in_their_cases(naming):
    needles = naming.needles()
    assert {"анны смирновой", "смирновой анне", "петровной смирновой", "хмыровым", "хмыраты уырызмæг"} <= needles
    assert {"смирновой", "smirnova", "smirnovoj", "hmyrov", "khmyrovu", "anna smirnova", "полеву-лугову"} <= needles
    assert not {"анна", "роман", "белый", "anna", "roman", "bely"} & needles


def test_no_surname_that_somebody_else_has_and_no_ordinary_word_is_a_needle_alone():
    def told(name, others=(), nobodys=()):
        return Naming([Name("p-1", (name,), {})], others).needles(nobodys)

    assert "probina" in told("Norma Probina")
    assert "park" not in told("Anna Park") | told("Анна Парк")
    assert "smirnova" not in told("Анна Смирнова", others=["Пётр Смирнов"])
    assert "smirnova" not in told("Анна Смирнова", nobodys=["Смирновой"])
    assert "anna smirnova" in told("Анна Смирнова", nobodys=["Смирновой"])


@given(st.text(alphabet="АннаСмирнов -.,'\n\u00ad\u0301PetrovI_1", max_size=60))
@example("А" * 5000)
@example("ﾞ A\u0301 s's")
def test_whatever_is_read_mentions_lie_in_the_text_in_their_order(naming, text):
    for found in (naming.find(text, None), naming.find_in_name(text)):
        assert all(0 <= one.start < one.end <= len(text) for one in found)
        assert found == sorted(found, key=lambda one: (one.start, -one.end))


@pytest.mark.parametrize("text", ["а " * 50_000, "Анна-\n" * 20_000, "АаБб" * 50_000, "x" * 200_000, "А.-" * 60_000])
def test_texts_made_to_take_long_do_not(naming, text):
    assert growth(lambda size: naming.find(text[:size], "ru"), len(text) // 32) < 24


def test_recall_and_precision_on_generated_forms(monkeypatch, shared_data):
    monkeypatch.syspath_prepend(PROJECT / "benchmarks")
    import names

    sentences = names.sentences(shared_data / "search" / "ru_gsd-ud-dev.conllu")
    count = names.measure(random.Random(1).sample(names.persons(), 10), sentences[:100])
    assert count.found.total() >= 0.995 * count.wanted.total() > 0
    assert count.right.total() >= 0.99 * count.certain.total() > 0
