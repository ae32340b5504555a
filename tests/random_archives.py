"""Random archives, and of each word, colour and id in them whether readers may meet it.

Every piece of text has a word of its own that no language knows. What an item is, is drawn once; what may be public of
it is drawn for each of the states that the archive goes through.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from conftest import Workshop
from pdf_fixture import drawn, font

TODAY = "2026-11-23"
LETTERS = {"en": "abcdefghiklmoprs", "ru": "абвгдежзиклмнопр"}
ENDS = {"en": "quozor", "ru": "щуквор", "os": "щуквӕр"}
_GIVEN = (
    *(("Тимур", "Timur"), ("Олег", "Oleg"), ("Руслан", "Ruslan"), ("Вадим", "Vadim")),
    *(("Эдуард", "Eduard"), ("Захар", "Zakhar"), ("Казбек", "Kazbek"), ("Мурат", "Murat")),
)
_SCOPES = ("publish", "name", "words", "face", "voice", "download", "harvest")
_LACKING = ((), ("name",), ("name", "download"), ("words",), ("face",), ("face", "download"), ("harvest", "voice"))
_LANGUAGES = ("en", "ru", "os")
_SUFFIXES = {"text": ".txt", "markdown": ".md", "page": ".html", "cues": ".vtt", "titles": ".srt"}
TIMED = ("cues", "titles")
DRAWN = ("photo", "drawing")
WRITTEN = (*_SUFFIXES, "document")
PALETTE = tuple((r, g, b) for r in (40, 130, 220) for g in (40, 130, 220) for b in (40, 130, 220) if len({r, g, b}) > 1)


def code(number: int, language: str) -> str:
    """Three letters for a number, that differ from those of the next in all places."""
    scattered = number * 1_237 % 4_096
    return "".join(LETTERS[language][scattered >> shift & 15] for shift in (0, 4, 8))


def word(number: int, language: str | None) -> str:
    """The word of this number in a language."""
    tongue = language or "en"
    return code(number, "en" if tongue == "en" else "ru") + ENDS[tongue]


@dataclass(frozen=True)
class Mention:
    """A person named in a text: their number, and how."""

    person: int
    form: int

    def written(self, language: str | None) -> str:
        russian, english = _GIVEN[self.person - 1]
        if language == "en" or language is None:
            surname = f"{code(self.person, 'en').capitalize()}quozorov"
            return (f"{english} {surname}", f"{surname}’s", f"{surname}, {english}", surname.upper())[self.form % 4]
        surname = f"{code(self.person, 'ru').capitalize()}щукворов"
        forms = (
            f"{russian} {surname}",
            f"{russian}а {surname}а",
            f"{russian}ом {surname}ым",
            f"{surname}у",
            f"{russian[0]}. {surname}",
            surname.upper(),
        )
        return forms[self.form % len(forms)]


@dataclass(frozen=True)
class Piece:
    """A sentence with a word of its own, in which somebody may be named."""

    number: int
    language: str | None
    mention: Mention | None = None

    @property
    def text(self) -> str:
        named = f" {self.mention.written(self.language)}" if self.mention else ""
        return f"— {word(self.number, self.language)}{named} —" if self.language == "os" else self._plain(named)

    def _plain(self, named: str) -> str:
        about = "Образец" if self.language == "ru" else "A specimen"
        return f"{about} {word(self.number, self.language)}{named}."


@dataclass(frozen=True)
class File:
    """A file: its sort, its pieces (paragraphs, cues or pages), what only the file itself says, its colours."""

    number: int
    sort: str
    pieces: tuple[Piece, ...]
    aside: int
    colours: tuple[int, ...] = ()

    @property
    def language(self) -> str | None:
        return self.pieces[0].language if self.pieces else None

    @property
    def path(self) -> str:
        suffix = _SUFFIXES.get(self.sort) or {"photo": ".jpg", "drawing": ".png", "document": ".pdf"}[self.sort]
        tag = f".{self.language}" if self.language and self.sort != "document" else ""
        return f"{word(self.number, 'en')}/{word(self.number, 'ru')}{tag}{suffix}"

    def content(self) -> bytes:
        """The bytes."""
        aside = word(self.aside, "en")
        texts = [piece.text for piece in self.pieces]
        if self.sort == "document":
            return _document(texts, self.colours, aside)
        if self.sort in DRAWN:
            return _picture(self.sort, self.colours, aside)
        if self.sort == "page":
            body = "".join(f"<p>{text}</p>" for text in texts)
            said = f"<html><head><meta name=author content='{aside}'></head><body><!-- {aside} -->{body}</body></html>"
        elif self.sort in TIMED:
            said = _cues(self.sort, texts, aside)
        else:
            said = "\n\n".join(texts) + "\n"
        return said.encode()


def _cues(sort: str, texts: list[str], aside: str) -> str:
    point = "." if sort == "cues" else ","
    cues = [f"00:00:{n}0{point}000 --> 00:00:{n}5{point}000\n{text}\n" for n, text in enumerate(texts)]
    if sort == "cues":
        return f"WEBVTT {aside}\n\nNOTE {aside}\n\n" + "\n".join(cues)
    return "\n".join(f"{n}\n{cue}" for n, cue in enumerate(cues, 1))


def _picture(sort: str, colours: tuple[int, ...], aside: str) -> bytes:
    """A square of the first colour, with the second in its lower right quarter."""
    image = Image.new("RGB", (128, 128), PALETTE[colours[0]])
    image.paste(PALETTE[colours[1]], (64, 64, 128, 128))
    content = io.BytesIO()
    if sort == "photo":
        exif = Image.Exif()
        exif[0x010E] = aside
        image.save(content, "JPEG", exif=exif, quality=95, subsampling=0, comment=aside.encode())
    else:
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", aside, zip=True)
        image.save(content, "PNG", pnginfo=told)
    return content.getvalue()


def _document(texts: list[str], colours: tuple[int, ...], aside: str) -> bytes:
    """A page for each text, with a field in a colour of its own."""
    pdf = pikepdf.Pdf.new()
    letters = font(pdf)
    for text, colour in zip(texts, colours, strict=True):
        page = pdf.add_blank_page(page_size=(200, 100))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=letters))
        red, green, blue = (part / 255 for part in PALETTE[colour])
        field_ = f"{red:.4f} {green:.4f} {blue:.4f} rg 0 0 200 60 re f 0 g ".encode()
        page.obj.Contents = pdf.make_stream(field_ + drawn([(4, 80, text)], 4))
    pdf.docinfo["/Author"] = aside
    content = io.BytesIO()
    pdf.save(content, deterministic_id=True)
    return content.getvalue()


@dataclass(frozen=True)
class Thing:
    """An item as it is drawn once. `bare` is a person of whom the given name alone stands in the description."""

    number: int
    person: int
    statements: tuple[tuple[str, Piece], ...]
    files: tuple[File, ...]
    private: int
    warning: Piece | None
    concepts: tuple[int, ...]
    relations: tuple[tuple[int, int], ...]
    bare: int | None
    reasons: tuple[Piece, Piece]

    @property
    def id(self) -> str:
        return f"{word(self.number, 'en')}-1"


@dataclass(frozen=True)
class Withheld:
    """A part that is withheld: of the statement or the file in this place (`at`), the piece in that place (`of`)."""

    sort: str
    at: int
    of: int


@dataclass(frozen=True)
class Fate:
    """What holds for an item in one state of the archive."""

    how: str
    lacking: frozenset[str] = frozenset()
    withheld: tuple[Withheld, ...] = ()
    decided: str = ""
    originals: bool = False


LEVELS = {
    **dict.fromkeys(("plain", "embargo over", "consent", "guardian"), "public"),
    **dict.fromkeys(("closed", "closed embargo", "no permission"), "closed"),
    **dict.fromkeys(("hidden", "embargo", "not reviewed", "no consent", "revoked", "no publish", "ended"), "hidden"),
    **dict.fromkeys(("withdrawn", "unknown key", "unknown person", "part unmet", "part wrong", "minor"), "hidden"),
}
_CONSENTING = frozenset({"consent", "guardian", "no consent", "revoked", "no publish", "ended", "minor"})


@dataclass(frozen=True)
class State:
    """What holds for each item, and which of the persons that all items may name are withheld."""

    fates: tuple[Fate, ...]
    unnamed: frozenset[int]


@dataclass(frozen=True)
class Concept:
    """An entry of a vocabulary."""

    number: int
    label: Piece


@dataclass(frozen=True)
class Drawn:
    """An archive, and the states it goes through; `people` are the numbers of those whom all items may name."""

    things: tuple[Thing, ...]
    people: tuple[int, ...]
    concepts: tuple[Concept, ...]
    notes: dict[int, tuple[int, int]]
    states: tuple[State, ...]


class _Numbers:
    """Numbers that were not given before, of words and of colours."""

    def __init__(self) -> None:
        self._last = 0
        self._colour = -1

    def __call__(self) -> int:
        self._last += 1
        return self._last

    def colours(self, count: int) -> tuple[int, ...] | None:
        if self._colour + count >= len(PALETTE):
            return None
        self._colour += count
        return tuple(range(self._colour - count + 1, self._colour + 1))


def _drawn_piece(draw: st.DrawFn, numbers: _Numbers, persons: tuple[int, ...], language: str | None) -> Piece:
    named = draw(st.integers(0, 9))
    mention = Mention(persons[named % len(persons)], draw(st.integers(0, 5))) if named < 4 else None
    return Piece(numbers(), language, mention)


def _drawn_file(draw: st.DrawFn, numbers: _Numbers, persons: tuple[int, ...]) -> File:
    sort = draw(
        st.sampled_from(
            ("text", "cues", "cues", "titles", "photo", "drawing", "page", "markdown", "document", "document")
        )
    )
    count = draw(st.integers(1, 3)) if sort in WRITTEN else 0
    colours = numbers.colours({"document": count, "photo": 2, "drawing": 2}.get(sort, 0))
    if colours is None:
        sort, count, colours = "text", 2, ()
    language = draw(st.sampled_from(_LANGUAGES))
    pieces = tuple(_drawn_piece(draw, numbers, persons, language) for _ in range(count))
    return File(numbers(), sort, pieces, numbers(), colours)


def _drawn_thing(draw: st.DrawFn, numbers: _Numbers, people: tuple[int, ...], own: int, things: list[Thing]) -> Thing:
    persons = (own, *people, own)
    terms = ["title", *draw(st.lists(st.sampled_from(("description", "subject", "creator", "title")), max_size=3))]
    languages = (*_LANGUAGES, None)
    statements = tuple((term, _drawn_piece(draw, numbers, persons, draw(st.sampled_from(languages)))) for term in terms)
    files = [_drawn_file(draw, numbers, persons) for _ in range(draw(st.integers(0, 2)))]
    shared = [file for thing in things for file in thing.files]
    if shared and draw(st.integers(0, 2)) == 0:
        files.append(draw(st.sampled_from(shared)))
    warning = _drawn_piece(draw, numbers, persons, draw(st.sampled_from(_LANGUAGES))) if draw(st.booleans()) else None
    others = st.tuples(st.integers(0, 7), st.integers(0, 3))
    return Thing(
        numbers(),
        own,
        statements,
        tuple(dict.fromkeys(files)),
        numbers(),
        warning,
        tuple(draw(st.lists(st.integers(0, 3), max_size=2, unique=True))),
        tuple(draw(st.lists(others, max_size=2))),
        draw(st.sampled_from((*people, None, None, None, None))),
        (Piece(numbers(), "en"), _drawn_piece(draw, numbers, people, "ru")),
    )


def _drawn_fate(draw: st.DrawFn, thing: Thing, earlier: Fate | None) -> Fate:
    how = draw(st.sampled_from(("plain", "consent", "guardian", "consent", "plain", "consent", *LEVELS)))
    if earlier and earlier.how == "withdrawn":
        how = "withdrawn"  # as long as nobody restores it
    lacks = draw(st.sampled_from(_LACKING))
    lacking = frozenset(lacks if how in _CONSENTING else ())
    parts = []
    for _ in range(draw(st.integers(0, 2))):
        at, of = draw(st.integers(0, 3)), draw(st.integers(0, 2))
        sort = draw(st.sampled_from(("term", "language", "whole", "piece", "piece", "interval")))
        parts.append(Withheld(sort, at % (len(thing.statements) if sort in {"term", "language"} else 3), of))
    decided = draw(st.sampled_from(("", "nobody", "person")))
    return Fate(how, lacking, tuple(parts), decided, draw(st.integers(0, 3)) == 0)


@st.composite
def archives(draw: st.DrawFn, most: int = 6, states: int = 2) -> Drawn:
    """Archives of up to `most` items that go through up to so many states."""
    numbers = _Numbers()
    people = tuple(numbers() for _ in range(2))
    things: list[Thing] = []
    for own in [numbers() for _ in range(draw(st.integers(1, most)))]:
        things.append(_drawn_thing(draw, numbers, people, own, things))
    persons = (*people, *(thing.person for thing in things))
    concepts = tuple(Concept(n, _drawn_piece(draw, numbers, persons[::-1], "ru")) for n in range(4))
    gone: list[State] = []
    for _ in range(draw(st.integers(1, states))):
        earlier = gone[-1].fates if gone else (None,) * len(things)
        fates = tuple(_drawn_fate(draw, thing, fate) for thing, fate in zip(things, earlier, strict=True))
        gone.append(State(fates, frozenset(draw(st.sets(st.sampled_from(people))))))
    notes = {person: (numbers(), numbers()) for person in (*people, *(thing.person for thing in things))}
    return Drawn(tuple(things), people, concepts, notes, tuple(gone))


# What stands in the files of the archive.


def write_files(drawn_: Drawn, workshop: Workshop) -> None:
    """Put the originals and the vocabulary there."""
    for thing in drawn_.things:
        for file in thing.files:
            workshop.write(f"collection/{file.path}", file.content())
    entries = {f"entry-{c.number}": {"label": {"ru": c.label.text}} for c in drawn_.concepts}
    workshop.write("metadata/vocabularies/subjects.yaml", _json({"terms": ["subject"], "entries": entries}))


def write_state(drawn_: Drawn, state: State, workshop: Workshop) -> None:
    """Put records, people and withdrawals there as they are in a state."""
    records = [_record(drawn_, thing, fate) for thing, fate in zip(drawn_.things, state.fates, strict=True)]
    workshop.write("metadata/records/all.yaml", "\n---\n".join(map(_json, records)))
    workshop.write("metadata/people.yaml", _json(dict(_people(drawn_, state))))
    rows = [
        f"{thing.id},{TODAY},{thing.reasons[0].text},{thing.reasons[1].text},\n"
        for thing, fate in zip(drawn_.things, state.fates, strict=True)
        if fate.how == "withdrawn"
    ]
    workshop.write("metadata/withdrawn.csv", "id,date,reason,public_reason,sha256\n" + "".join(rows))


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _people(drawn_: Drawn, state: State) -> Iterator[tuple[str, object]]:
    for person, (note, also) in drawn_.notes.items():
        russian, english = _GIVEN[person - 1]
        names = {
            "ru": f"{russian} {code(person, 'ru').capitalize()}щукворов",
            "en": f"{english} {code(person, 'en').capitalize()}quozorov",
        }
        withheld = "true" if person in state.unnamed else "false"
        told = {"note": word(note, "en"), "also": [word(also, "en")], "withhold": withheld, "adult": "true"}
        yield f"p-{person}", {"name": names, "public": {"ru": "Читатель"}, **told}
    yield "p-young", {"name": "Pagrat Nuv", "born": "2015", "withhold": "false"}
    yield "p-guardian", {"name": "Dzera Kop", "withhold": "false", "adult": "true"}


def _record(drawn_: Drawn, thing: Thing, fate: Fate) -> dict[str, object]:
    record: dict[str, object] = {"id": thing.id, "kind": "testimony" if fate.how in _CONSENTING else "other"}
    record |= {"files": [file.path for file in thing.files]} if thing.files else {}
    record |= _statements(drawn_, thing)
    record["private"] = {"donor": word(thing.private, "ru"), "shelf": [word(thing.private, "en")]}
    access: dict[str, object] = dict(_ACCESS.get(fate.how, {"level": "public"}))
    if fate.originals:
        access["originals"] = "true"
    if thing.warning:
        access["warning"] = {thing.warning.language: thing.warning.text}
    record |= _consents(thing, fate) | {"access": access} | _FURTHER.get(fate.how, {})
    if parts := list(parts_of(thing, fate)):
        record["withhold"] = parts
    if thing.bare is not None and fate.decided:
        whose = f"p-{thing.bare}" if fate.decided == "person" else "nobody"
        record["names"] = [{"text": _GIVEN[thing.bare - 1][0], "is": whose, "in": "description"}]
    return record


_FURTHER: dict[str, dict[str, object]] = {
    "unknown key": {"acess": "hidden"},
    "unknown person": {"people": [{"person": "p-nobody-knows", "role": "mentioned"}]},
    "no permission": {"permissions": [{"act": "disseminate", "basis": "license", "by": "p", "until": "2020"}]},
}


def _statements(drawn_: Drawn, thing: Thing) -> dict[str, list[object]]:
    said: dict[str, list[object]] = {}
    for term, piece in thing.statements:
        value: object = {"value": piece.text, "language": piece.language} if piece.language else piece.text
        said.setdefault(term, []).append(value)
    if thing.bare is not None:
        said.setdefault("description", []).append({"value": _bare_text(thing), "language": "ru"})
    said.setdefault("subject", []).extend(f"entry-{concept}" for concept in thing.concepts)
    for other, form in thing.relations:
        name = drawn_.things[other % len(drawn_.things)].id
        if name != thing.id:
            forms = (name, f"see {name}.", f"https://example.org/items/{name}", f"one, {name}")
            said.setdefault("relation", []).append(forms[form])
    return {term: values for term, values in said.items() if values}


def _bare_text(thing: Thing) -> str:
    """A description in which a given name stands alone."""
    assert thing.bare is not None
    return f"Здесь был {_GIVEN[thing.bare - 1][0]}"


_ACCESS = {
    "closed": {"level": "closed"},
    "hidden": {"level": "hidden"},
    "embargo": {"level": "public", "until": "2999"},
    "closed embargo": {"level": "closed", "until": "2999", "then": "public"},
    "not reviewed": {"level": "public", "until": "2020"},
    "embargo over": {"level": "hidden", "until": "2020", "then": "public", "reviewed": {"by": "a", "on": "2021-01-01"}},
}


def _consents(thing: Thing, fate: Fate) -> dict[str, object]:
    if fate.how not in _CONSENTING:
        return {}
    scope = [one for one in _SCOPES if one not in fate.lacking and not (fate.how == "no publish" and one == "publish")]
    own = f"p-{thing.person}"
    given: dict[str, object] = {"person": own, "given": "2020-01-01", "scope": scope}
    given |= {"revoked": {"revoked": "2024"}, "ended": {"until": "2025"}}.get(fate.how, {})
    consents = [] if fate.how == "no consent" else [given]
    people = [{"person": own, "role": "narrator"}]
    if fate.how in {"guardian", "minor"}:
        people.append({"person": "p-young", "role": "narrator"})
        consents.append({"person": "p-young", "given": "2025-01-01", "scope": list(_SCOPES)})
    if fate.how == "guardian":
        consent = {"person": "p-guardian", "role": "guardian", "of": "p-young", "given": "2025-01-01"}
        consents.append({**consent, "scope": list(_SCOPES)})
    return {"people": people} | ({"consents": consents} if consents else {})


def parts_of(thing: Thing, fate: Fate) -> Iterator[dict[str, str]]:
    for part in fate.withheld:
        if part.sort in {"term", "language"}:
            term, piece = thing.statements[part.at]
            tag = {"language": piece.language} if part.sort == "language" and piece.language else {}
            yield {"term": term, **tag}
        elif part.at < len(thing.files):
            yield from _part_of(thing.files[part.at], part)
    if fate.how == "part unmet":
        target = next((file for file in thing.files if file.sort in WRITTEN), None)
        yield {"file": target.path if target else "nowhere.txt", "text": "words that stand nowhere"}
    if fate.how == "part wrong":
        target = thing.files[0].path if thing.files else "nowhere.txt"
        yield {"file": target, "from": "soon"}


def _part_of(file: File, part: Withheld) -> Iterator[dict[str, str]]:
    said = {"file": file.path}
    if part.sort == "whole":
        yield said
    elif part.sort == "piece" and file.sort == "document":
        page = str(part.of % len(file.pieces) + 1)
        yield {**said, "pages": page} if part.of % 2 else {**said, "pages": page, "region": "pct:0,0,100,100"}
    elif part.sort == "piece" and file.pieces:
        yield {**said, "text": word(file.pieces[part.of % len(file.pieces)].number, file.language)}
    elif part.sort == "piece":
        yield {**said, "region": "pct:45,45,55,55" if part.of % 2 else "56,56,72,72"}
    elif file.sort in TIMED:
        begin = 10 * (part.of % len(file.pieces))
        yield {**said, "from": str(begin + 1), "to": str(begin + 2)}
