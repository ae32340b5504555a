"""What the sample is too small to hold: a long recording with an index, a document of several pages, a large picture.

They are made anew each time, for the tests in the browser and for `make screenshots`, and need espeak-ng, ffmpeg and
Chromium. All three are specimens and say so; the recording is synthetic speech about how recordings are kept.
"""

from __future__ import annotations

import html
import itertools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser

RATE, WIDTH = 22_050, 2  # of what espeak-ng speaks: samples a second, bytes a sample
MINUTE = 60 * RATE * WIDTH
SENTENCES = (
    ("Исходный файл не меняют.", "The original file is not altered."),
    ("Его контрольную сумму записывают в первый же день.", "Its checksum is written down on the first day."),
    ("Для чтения на экране делают копию.", "For reading on a screen, a copy is made."),
    ("Расшифровка идёт за звуком строка за строкой.", "The transcript follows the sound line by line."),
    ("Перевод стоит рядом с расшифровкой.", "The translation stands beside the transcript."),
    ("У каждой строки есть своё время.", "Every line has its time."),
)
# What is said only once, halfway through the recording.
ONCE = ("Влажность в хранилище измеряет гигрометр.", "A hygrometer measures the humidity of the store.")
SQUARE, SQUARES = 512, (12, 8)  # the large picture: a square in pixels, and how many across and down

RECORDS = """\
id: specimen-long
kind: testimony
files: [testimonies/long.opus, testimonies/long.ru.vtt, testimonies/long.en.vtt, testimonies/long.xml]
title: {en: "A specimen, not a testimony: the minutes are counted", ru: "Образец, не свидетельство: счёт минут"}
description: {en: "A speech synthesiser counts the minutes.", ru: "Синтезатор речи считает минуты."}
language: [ru, en]
rights: https://creativecommons.org/licenses/by/4.0/
people: [{person: spec-clock, role: narrator}]
consents: [{person: spec-clock, given: 2026-05-01, scope: [publish, name, words, voice, download]}]
"""
DEPTH = """\
---
id: specimen-document
kind: article
files: [papers/document.pdf]
title: {en: "Specimen: a document of several pages", ru: "Образец: документ из нескольких страниц"}
language: ru
rights: https://creativecommons.org/licenses/by/4.0/
---
id: specimen-large
kind: photo
files: [pictures/large.png]
title: {en: "Specimen: a large drawing of numbered squares", ru: "Образец: большой чертёж с номерами клеток"}
rights: https://creativecommons.org/licenses/by/4.0/
"""
PEOPLE = 'spec-clock: {name: {ru: "Диктор", en: "Speaking clock"}, born: 1970, note: "A speech synthesiser."}\n'


@dataclass(frozen=True, slots=True)
class Line:
    """What is said in both languages, between two seconds."""

    russian: str
    english: str
    start: float
    end: float


def add_recording(archive: Path, minutes: int) -> None:
    """An archive of a recording of so many minutes, which counts them, with two transcripts and an index."""
    folder = _folder(archive, "testimonies")
    lines = []
    coding = ("-c:a", "libopus", "-b:a", "12k", "-application", "voip", "-compression_level", "0")
    command = ("ffmpeg", "-nostdin", "-loglevel", "error", "-f", "s16le", "-ar", str(RATE), "-i", "pipe:0", *coding)
    with subprocess.Popen([*command, folder / "long.opus"], stdin=subprocess.PIPE) as coder:
        for minute in range(minutes):
            said = list(_minute(minute, minutes))
            lines += [line for line, _ in said]
            if coder.stdin:
                coder.stdin.write(b"".join(sound for _, sound in said).ljust(MINUTE, b"\0"))
    for tag in ("ru", "en"):
        (folder / f"long.{tag}.vtt").write_text("".join(_transcript(lines, tag)), encoding="utf-8")
    (folder / "long.xml").write_text(_index(minutes), encoding="utf-8")
    _write(archive / "datasette.yaml", "plugins: {archive: {title: {en: Specimens, ru: Образцы}}}\n")
    _write(archive / "metadata" / "policy.yaml", "default: hidden\nkinds: {photo: public, article: public}\n")
    _write(archive / "metadata" / "people.yaml", PEOPLE)
    _write(archive / "metadata" / "records" / "specimens.yaml", RECORDS)


def add_pages(archive: Path, browser: Browser) -> None:
    """A printed document and a large drawing beside what `add_recording` has made."""
    page = browser.new_page()
    text = "".join(
        f"<h2>{number}. {html.escape(english)}</h2>" + f"<p>{html.escape(russian)} {' '.join(_russian())}</p>" * 2
        for number, (russian, english) in enumerate(SENTENCES, start=1)
    )
    page.set_content(f"<html lang=ru><h1>Образец: документ из нескольких страниц</h1>{text}")
    margin = {"top": "2cm", "right": "2cm", "bottom": "2cm", "left": "2cm"}
    page.pdf(path=_folder(archive, "papers") / "document.pdf", format="A5", margin=margin)
    page.close()
    _draw(_folder(archive, "pictures") / "large.png")
    _write(archive / "metadata" / "records" / "specimens.yaml", DEPTH)


def _russian() -> Iterator[str]:
    return (russian for russian, _ in SENTENCES)


def _minute(minute: int, minutes: int) -> Iterator[tuple[Line, bytes]]:
    """What is said in a minute, with its sound; a line follows the one before it at once."""
    first = SENTENCES[minute % len(SENTENCES)]
    second = ONCE if minute == minutes // 2 else SENTENCES[(minute + 1) % len(SENTENCES)]
    number = minute + 1
    at = 60.0 * minute
    for russian, english in ((f"Минута {number}. Это образец.", f"Minute {number}. A specimen."), first, second):
        sound = _spoken(russian)
        lasts = len(sound) / RATE / WIDTH
        yield Line(russian, english, at, at + lasts), sound
        at += lasts


@cache
def _spoken(text: str) -> bytes:
    """Synthetic speech, as samples alone: what espeak-ng pipes has a WAV header of 44 bytes."""
    return subprocess.run(["espeak-ng", "-v", "ru", "--stdout", text], check=True, capture_output=True).stdout[44:]


def _transcript(lines: list[Line], tag: str) -> Iterator[str]:
    """WebVTT. The translator has put the second and the third line of each minute together."""
    yield "WEBVTT\n"
    if tag == "ru":
        for line in lines:
            yield f"\n{_clock(line.start)} --> {_clock(line.end)}\n<v Диктор>{line.russian}\n"
        return
    for first, second, third in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        yield f"\n{_clock(first.start)} --> {_clock(first.end)}\n<v Clock>{first.english}\n"
        yield f"\n{_clock(second.start)} --> {_clock(third.end)}\n<v Clock>{second.english} {third.english}\n"


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def _index(minutes: int) -> str:
    """OHMS: the beginning, the middle and the end."""
    points = (
        (0, "Начало", "Beginning", "Как считают минуты.", "How minutes are counted."),
        (minutes // 2 * 60, "Влажность", "Humidity", "Чем измеряют влажность.", "What humidity is measured with."),
        ((minutes - 1) * 60, "Последняя минута", "The last minute", "Чем кончается образец.", "How the specimen ends."),
    )
    told = "".join(
        f"<point><time>{at}</time><title>{title}</title><title_alt>{other}</title_alt>"
        f"<partial_transcript>Минута {at // 60 + 1}. Это образец.</partial_transcript>"
        f"<synopsis>{synopsis}</synopsis><synopsis_alt>{alternative}</synopsis_alt>"
        "<keywords>звук; время</keywords><keywords_alt>sound; time</keywords_alt></point>"
        for at, title, other, synopsis, alternative in points
    )
    head = "<language>Russian</language><transcript_alt_lang>English</transcript_alt_lang>"
    place = "https://www.weareavp.com/nunncenter/ohms"
    return f'<ROOT xmlns="{place}"><record><version>5.4</version>{head}<index>{told}</index></record></ROOT>'


def _draw(path: Path) -> None:
    """Squares in greys, each with its number, a pattern that shows at once where a tile is missing or out of place."""
    across, down = SQUARES
    drawing = Image.new("L", (across * SQUARE, down * SQUARE))
    pen, letters = ImageDraw.Draw(drawing), ImageFont.load_default(SQUARE // 4)
    for number, (row, column) in enumerate(itertools.product(range(down), range(across))):
        left, top = column * SQUARE, row * SQUARE
        pen.rectangle((left, top, left + SQUARE, top + SQUARE), 215 + 30 * ((row + column) % 2), 120)
        pen.text((left + SQUARE // 2, top + SQUARE // 2), str(number + 1), 40, letters, "mm")
    drawing.save(path, compress_level=1)


def _folder(archive: Path, name: str) -> Path:
    folder = archive / "collection" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(path: Path, more: str) -> None:
    """Put behind what a file says, if it is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(more)
