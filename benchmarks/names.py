"""Recall and precision of finding withheld names: 200 invented Russian and Ossetian ones in generated texts.

The forms are made independently of the finder: Russian cases by pytrovich, transliterations by iuliia, plurals of
families and Ossetian cases by the tables below. Ten names are looked for at a time: in texts that name those ten, in
texts that name others who share a part of the name, and in the sentences of UD_Russian-GSD (dev). A name is found where
mentions cover its words; a mention that is certain is right where it lies within the name that was put there.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import iuliia
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker
from report import AbsentError, Row, compare

from archive.search.naming import Mention, Name, Naming

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "data" / "search" / "ru_gsd-ud-dev.conllu"
MAKER = PetrovichDeclinationMaker()
CASES = tuple(Case)
GENDERS = {"m": Gender.MALE, "f": Gender.FEMALE}

MEN = "Аркадий Валерий Василий Виктор Геннадий Григорий Дмитрий Евгений Игорь Илья Лев Никита Павел Пётр Фёдор Юрий"
WOMEN = "Варвара Галина Евгения Зинаида Клавдия Ксения Лидия Любовь Наталья Нина Раиса Римма София Тамара Эмма Юлия"
FATHERS = "Аркадьев Васильев Григорьев Дмитриев Игорев Львов Петров Фёдоров Юрьев Яковлев"
# The second form is that of women.
SURNAMES = """Иванов Смирнов Кузнецов Лебедев Морозов Соловьёв Зайцев Воробьёв Щукин Никитин Жуковский:Жуковская
Успенский:Успенская Толстой:Толстая Черных:Черных Шевченко:Шевченко Мельник:Мельник Ткачук:Ткачук Глинка:Глинка
Донец:Донец Гринь:Гринь Саркисян:Саркисян Кикнадзе:Кикнадзе Лежавишвили:Лежавишвили Хмыров Чужбинин Яхлаков
Римский-Лугов:Римская-Лугова Ёжиков Цыцарев Юшкевич:Юшкевич"""
# Given names of the Nart epic, under which nobody is likely to be found; surnames of writers, as Ossetian has them too.
NART_MEN = "Урузмаг:Уырызмæг Хамыц:Хæмыц Ахсар:Æхсар Ахсартаг:Æхсæртæг Созырко:Созырыхъо Сырдон:Сырдон"
NART_WOMEN = "Агунда:Агундæ Дзерасса:Дзерассæ Шатана:Сатана Косер:Косер Бедуха:Бедуха"
NART_FATHERS = "Урузмагов Хамыцев Ахсаров Сырдонов"
OSSETIAN = """Хетагуров:Хетæгкаты Гадиев:Гæдиаты Коцоев:Коцойты Гулуев:Гулуты Малиев:Малиты Мамсуров:Мамсыраты
Тибилов:Тыбылты Бритаев:Брытъиаты Токаев:Тохъаты Цаголов:Цæголты Епхиев:Епхиты Камбердиев:Хъамбердиаты"""
FAMILY = {"ов": "овы овых овым овыми", "ев": "евы евых евым евыми", "ин": "ины иных иным иными"}
FAMILY |= {"ий": "ие их им ими"}
AFTER_CONSONANT = ["ы", "æн", "мæ", "æй", "ыл", "ау", "имæ"]
AFTER_VOWEL = ["йы", "йæн", "мæ", "йæ", "йыл", "йау", "имæ"]
OF_SURNAME = ["æ", "ы", "æн", "æм", "æй", "ыл", "ау", "имæ"]

SCHEMAS = [
    iuliia.ALA_LC, iuliia.BGN_PCGN, iuliia.BS_2979, iuliia.GOST_16876, iuliia.GOST_52290, iuliia.GOST_52535,
    iuliia.GOST_7034, iuliia.GOST_779, iuliia.GOST_779_ALT, iuliia.ICAO_DOC_9303, iuliia.ISO_9_1954, iuliia.ISO_9_1968,
    iuliia.MVD_310, iuliia.MVD_782, iuliia.SCIENTIFIC, iuliia.TELEGRAM, iuliia.UNGEGN_1987, iuliia.WIKIPEDIA,
    iuliia.YANDEX_MAPS,
]  # fmt: skip
RUSSIAN = (
    "На полке стоит папка, подписанная так: {}, третий ряд.",
    "В описи за май указано: {}; дата записи проверена.",
    "Приём назначен на вторник. Для {} оставлен стол у окна.",
    "каталог передали вместе с ключом: {} (второй этаж)",
    "{} — запись в журнале выдачи книг.",
)
ENGLISH = ("The shelf list was checked by {} in May.", "Appointment: {}, second floor.", "{} (catalogue of maps).")
OTHER_MEN = ["Роман", "Степан", "Гурам"]
OTHER_WOMEN = ["Дарья", "Полина", "Гульнар"]


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, in the nominative; `native` are the given name and the surname in Ossetian."""

    given: str
    patronymic: str
    surname: str
    other: str  # the surname of a brother or sister
    gender: str
    native: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text with a name at a place; `person` is the number of who is named, None where nobody of the ten is."""

    text: str
    start: int
    end: int
    person: int | None
    kind: str


def persons(seed: int = 2004) -> list[Person]:
    """200 persons, 80 of them with Ossetian names."""
    chance = random.Random(seed)
    found: dict[tuple[str, str, str], Person] = {}
    while len(found) < 200:
        gender = chance.choice("mf")
        if len(found) % 5 < 2:
            given, given_os = chance.choice((NART_MEN if gender == "m" else NART_WOMEN).split()).split(":")
            father = chance.choice(NART_FATHERS.split())
            surname, native = chance.choice(OSSETIAN.split()).split(":")
            man, woman, names = surname, surname + "а", (given_os, native)
        else:
            given = chance.choice((MEN if gender == "m" else WOMEN).split())
            father = chance.choice(FATHERS.split())
            man, _, woman = chance.choice(SURNAMES.split()).partition(":")
            woman, names = woman or man + "а", None
        patronymic = father + ("ич" if gender == "m" else "на")
        own, other = (man, woman) if gender == "m" else (woman, man)
        found[given, patronymic, own] = Person(given, patronymic, own, other, gender, names)
    return list(found.values())


def decline(person: Person, case: Case) -> tuple[str, str, str]:
    """Given name, patronymic and surname in a case."""
    gender = GENDERS[person.gender]
    surname = "-".join(_make(NamePart.LASTNAME, gender, case, word) for word in person.surname.split("-"))
    given = _make(NamePart.FIRSTNAME, gender, case, person.given)
    return given, _make(NamePart.MIDDLENAME, gender, case, person.patronymic), surname


def _make(part: NamePart, gender: Gender, case: Case, word: str) -> str:
    return str(MAKER.make(part, gender, case, word))


def russian(person: Person) -> Iterator[tuple[str, str]]:
    """The name in all cases and orders, whole and in parts; each with what kind of mention it is."""
    for case in CASES:
        given, patronymic, surname = decline(person, case)
        one, two = person.given[0], person.patronymic[0]
        yield f"{given} {surname}", "given name and surname"
        yield f"{surname} {given}", "surname and given name"
        yield f"{surname}, {given}", "surname and given name"
        yield f"{given} {patronymic} {surname}", "whole name"
        yield f"{surname} {given} {patronymic}", "whole name"
        yield f"{one}. {two}. {surname}", "initials"
        yield f"{one}.{two}. {surname}", "initials"
        yield f"{surname} {one}. {two}.", "initials"
        yield f"{surname} {one}.{two}.", "initials"
        yield f"{one}. {surname}", "one initial"
        yield surname, "surname alone"
        yield given, "given name alone"
        yield patronymic, "patronymic alone"
        yield f"{given} {patronymic}", "given name and patronymic"
    man = person.surname if person.gender == "m" else person.other
    yield from ((man[:-2] + end, "family") for end in FAMILY.get(man[-2:], "").split() if "-" not in man)


def latin(person: Person) -> Iterator[tuple[str, str]]:
    """The name in Latin letters, by nineteen systems, and as English books use it."""
    for schema in SCHEMAS:
        given, patronymic, surname = (
            schema.translate(word) for word in (person.given, person.patronymic, person.surname)
        )
        yield f"{given} {surname}", "Latin"
        yield f"{surname} {given} {patronymic}", "Latin"
        yield surname, "Latin, surname alone"
        yield given, "Latin, given name alone"
    given, surname = (iuliia.BGN_PCGN.translate(word) for word in (person.given, person.surname))
    yield f"{given} {surname}'s", "English"
    yield f"{given} {surname}’s", "English"
    for case in CASES:
        given, _, surname = (iuliia.MVD_782.translate(word) for word in decline(person, case))
        yield f"{given} {surname}", "Latin, cases"


def ossetian(person: Person) -> Iterator[tuple[str, str]]:
    """The Ossetian name in the cases of Iron; the letter æ as it is written, and as it is typed."""
    if person.native is None:
        return
    given, family = person.native
    ends = AFTER_VOWEL if given[-1] in "аеиоуыæ" else AFTER_CONSONANT
    forms = [f"{family} {given}", *(f"{family} {given}{end}" for end in ends), *(given + end for end in ends)]
    forms += [family[:-1] + end for end in OF_SURNAME]
    for form in forms:
        yield form, "Ossetian"
        yield form.replace("æ", "ӕ").replace("Æ", "Ӕ"), "Ossetian"


def disguised(person: Person) -> Iterator[tuple[str, str]]:
    """The name as it is found in files that people and programs have made."""
    given, _, surname = decline(person, Case.DATIVE)
    full = f"{given} {surname}"
    yield full.upper(), "upper case"
    yield full.lower(), "lower case"
    yield full.replace("ё", "е"), "ё as е"
    yield f"{given} {surname[:2]}\u00ad{surname[2:]}", "soft hyphen"
    yield f"{given} {surname[:3]}\u200b{surname[3:]}", "no width"
    yield f"{given} {surname[:3]}-\n{surname[3:]}", "end of a line"
    yield f"{given}\n{surname}", "end of a line"
    yield re.sub("[аеиоуы]", "\\g<0>\u0301", full, count=1), "stress mark"
    yield full.translate(str.maketrans("асеорх", "aceopx")), "letters of two scripts"
    yield full.translate(str.maketrans("оА", "oA")), "letters of two scripts"
    if "-" not in surname:
        yield "  ".join(" ".join(word) for word in (given, surname)), "spaced out"
        yield " ".join(f"{given}{surname}".upper()), "spaced out"
    yield f"{given}{surname}", "run together"
    yield f"#{given}{surname}", "run together"


def files(person: Person) -> Iterator[str]:
    """Names of files."""
    given, _, surname = (iuliia.MVD_782.translate(word) for word in (person.given, person.patronymic, person.surname))
    yield f"photos/{surname}_{given}_01.jpg"
    yield f"{given.lower()}-{surname.lower()}.pdf"
    yield f"{given}{surname}.tif"
    yield f"{given.lower()}{surname.lower()}.tif"
    yield f"1999/{surname.upper()}/{given[0]}.doc"
    yield f"{person.surname}_{person.given}.wav"
    yield f"запись.{person.given}.{person.surname}.mp3"


def others(person: Person) -> Iterator[tuple[str, str]]:
    """Names of other people who share a part of the name."""
    strangers = OTHER_MEN if person.gender == "m" else OTHER_WOMEN
    for case in CASES:
        given, patronymic, surname = decline(person, case)
        for name in strangers:
            stranger = _make(NamePart.FIRSTNAME, GENDERS[person.gender], case, name)
            yield f"{stranger} {surname}", "another given name"
            yield f"{surname} {stranger} {patronymic}", "another given name"
        another = "Титовна" if person.gender == "f" else "Титович"
        yield f"{given} {_make(NamePart.MIDDLENAME, GENDERS[person.gender], case, another)} {surname}", "another father"
        yield f"{given} {_make(NamePart.LASTNAME, GENDERS[person.gender], case, 'Долгопрудный')}", "another surname"
        yield f"Ц. Ч. {surname}", "other initials"
        gender = "f" if person.gender == "m" else "m"
        relative = "-".join(_make(NamePart.LASTNAME, GENDERS[gender], case, one) for one in person.other.split("-"))
        name, fathers = ("Полина", "Титовна") if gender == "f" else ("Степан", "Титович")
        first = _make(NamePart.FIRSTNAME, GENDERS[gender], case, name)
        yield f"{first} {_make(NamePart.MIDDLENAME, GENDERS[gender], case, fathers)} {relative}", "a relative"
        yield f"{first} {relative}", "a relative"
        yield relative, "a relative, surname alone"


def texts(group: list[Person]) -> Iterator[Text]:
    """The texts about ten persons."""
    chance = random.Random(group[0].surname + group[0].given)
    for number, person in enumerate(group):
        for form, kind in (*russian(person), *ossetian(person), *disguised(person)):
            yield _text(chance.choice(RUSSIAN), form, number, kind)
        for form, kind in latin(person):
            yield _text(chance.choice(ENGLISH), form, number, kind)
        for form, kind in others(person):
            yield _text(chance.choice(RUSSIAN), form, None, kind)


def _text(frame: str, form: str, person: int | None, kind: str) -> Text:
    start = frame.index("{}")
    return Text(frame.replace("{}", form), start, start + len(form), person, kind)


def name_of(person: Person, number: int) -> Name:
    """The person as people.yaml would have them."""
    spellings = [f"{person.surname} {person.given} {person.patronymic}"]
    if person.native:
        spellings.append(" ".join(reversed(person.native)))
    return Name(str(number), tuple(spellings), {"ru": "Лицо", "en": "A person"})


@dataclass(slots=True)
class Count:
    """What was found, by kind."""

    wanted: Counter[str]
    found: Counter[str]
    certain: Counter[str]
    right: Counter[str]
    missed: list[str]
    wrong: list[str]


def measure(everybody: list[Person], sentences: Iterable[str]) -> Count:
    """Look for the names in all texts."""
    count = Count(Counter(), Counter(), Counter(), Counter(), [], [])
    plain = list(sentences)
    for first in range(0, len(everybody), 10):
        group = everybody[first : first + 10]
        naming = Naming([name_of(person, number) for number, person in enumerate(group)])
        for text in texts(group):
            _count(count, text, naming.find(text.text, "en" if text.text.isascii() else "ru"))
        for number, person in enumerate(group):
            for path in files(person):
                _count(count, Text(path, 0, len(path), number, "name of a file"), naming.find_in_name(path))
        for sentence in plain:
            _count(count, Text(sentence, 0, 0, None, "real sentences"), naming.find(sentence, "ru"))
    return count


def _count(count: Count, text: Text, mentions: list[Mention]) -> None:
    if text.person is not None:
        count.wanted[text.kind] += 1
        mine = [mention for mention in mentions if mention.person == str(text.person)]
        if text.kind == "name of a file":
            there = bool(mine)
        else:
            words = re.finditer(r"[^\W\d_]{2,}", text.text[text.start : text.end].removesuffix("'s").removesuffix("’s"))
            places = [(text.start + word.start(), text.start + word.end()) for word in words]
            there = all(any(one.start <= start and end <= one.end for one in mine) for start, end in places)
        count.found[text.kind] += there
        if not there:
            count.missed.append(f"{text.kind}: {text.text}")
    certain = [mention for mention in mentions if mention.certain]
    for mention in certain:
        # Of several persons whom the same words name, one is meant; the words are to be replaced all the same.
        meant = {one.person for one in certain if (one.start, one.end) == (mention.start, mention.end)}
        right = text.start <= mention.start and mention.end <= text.end and str(text.person) in meant
        count.certain[text.kind] += 1
        count.right[text.kind] += right
        if not right:
            count.wrong.append(f"{text.kind}: {text.text[mention.start : mention.end]} ({mention.why}): {text.text}")


def sentences(path: Path) -> list[str]:
    """The sentences of a CoNLL-U file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]


def run(_scratch: Path, _repeats: int) -> list[Row]:
    """Recall of all, and precision of what is certain; they are the same in every run."""
    if not CORPUS.is_file():
        raise AbsentError(f"../{CORPUS.relative_to(HERE.parents[1])}")
    everybody, plain = persons(), sentences(CORPUS)
    count = measure(everybody, plain)
    recall = count.found.total() / count.wanted.total()
    precision = count.right.total() / count.certain.total()
    return [
        compare("names found, recall", ("archive.search.naming", [recall]), ("limit", [0.995]), "", at_least=1),
        compare("… certainly, precision", ("archive.search.naming", [precision]), ("limit", [0.99]), "", at_least=1),
        _speed(everybody[:1], plain),
    ]


def _speed(group: list[Person], plain: list[str]) -> Row:
    """How fast texts are passed over that have no name, and whose words have been met before."""
    naming = Naming([name_of(person, number) for number, person in enumerate(group)])
    texts = [text for text in plain if not naming.find(text, "ru")] * 20
    size = len("".join(texts).encode()) / 1e6
    words = re.compile(r"\w+")
    ours, theirs = [], []
    for _ in range(5):
        began = time.process_time()
        for text in texts:
            naming.find(text, "ru")
        ours.append(size / (time.process_time() - began))
        began = time.process_time()
        for text in texts:
            words.findall(text)
        theirs.append(size / (time.process_time() - began))
    what = "sentences without a name, passed over"
    return compare(what, ("archive.search.naming", ours), ("re.findall of words", theirs), "MB/s")


def _show() -> None:
    count = measure(persons(), sentences(CORPUS))
    for kind in {**count.wanted, **count.certain}:
        print(f"| {kind} | {count.wanted[kind]} | {count.found[kind]} | {count.certain[kind]} | {count.right[kind]} |")
    print(f"| all | {count.wanted.total()} | {count.found.total()} | {count.certain.total()} | {count.right.total()} |")
    chance = random.Random(1)
    for what, listed in (("missed", count.missed), ("wrong", count.wrong)):
        print(what, *chance.sample(listed, min(len(listed), 60)), sep="\n    ")


if __name__ == "__main__":
    _show()
