"""What pictures say of themselves: suggestions with where they come from, traces that stay private."""

from __future__ import annotations

import io
import json
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from archive.media import RECIPES, Examined, examine
from archive.media.pictures import exif as exif_tags
from archive.media.pictures import iptc as iptc_tags
from archive.media.pictures import xmp as xmp_tags
from archive.media.pictures.iptc import iptc
from archive.media.pictures.moments import from_exif, from_iptc, from_iso, from_mail
from archive.media.pictures.telling import MOST, Told
from archive.media.pictures.wording import decoded
from archive.media.pictures.xmp import xmp
from archive.records.dates import understand
from archive.records.terms import TERMS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "photographs.md"
NAMES = "Школьный двор"


def said(examined: Examined | Told) -> list[tuple[str, str, str]]:
    return [(one.term, one.value, one.said_by) for one in examined.suggestions]


def traces(examined: Examined | Told) -> dict[str, str]:
    return {one.name: one.value for one in examined.traces}


def plain(size: tuple[int, int] = (60, 40)) -> Image.Image:
    return Image.new("RGB", size, (90, 60, 30))


def with_exif(path: Path, tags: dict[int, object], ifds: dict[int, dict[int, object]] | None = None) -> Examined:
    """A picture with EXIF, examined."""
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[tag] = value
    for ifd, more in (ifds or {}).items():
        exif.get_ifd(ifd).update(more)
    plain().save(path, exif=exif)
    return examine(path, (), path.parent / "out")


def packet(inner: str, attributes: str = "") -> bytes:
    """A packet of XMP."""
    names = {prefix: uri for uri, prefix in xmp_tags._PREFIXES.items()}
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    return (
        f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {rdf}>'
        f'<rdf:Description rdf:about="" {declared} {attributes}>{inner}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def dataset(number: int, value: bytes, record: int = 2) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


# --- how texts are written


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8_r", "mac_cyrillic"])
@pytest.mark.parametrize("text", [NAMES, "Беслан", "И. О. Фамилия", "Память, 2014"])
def test_cyrillic_in_exif_and_iptc_is_read_whatever_it_was_written_in(text, encoding):
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["café", "Müller", "© 2004 Müller", "Ørsted", "Straße", "naïve", "plain words"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_western_names_are_not_taken_for_russian(text, encoding):
    assert decoded(text.encode(encoding)) == text


def test_a_text_that_a_limit_of_bytes_cut_within_a_letter_loses_that_letter_only():
    assert decoded("Фотография".encode()[:-1]) == "Фотографи"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_cyrillic_of_the_main_tags_of_exif(tmp_path, encoding):
    # Pillow takes bytes for tags of text as they are.
    tags = {0x010E: NAMES.encode(encoding), 0x013B: "Фотограф А; Фотограф Б".encode(encoding)}
    examined = with_exif(tmp_path / "x.jpg", tags)
    assert sorted(said(examined)) == [
        ("creator", "Фотограф А", "EXIF Artist"),
        ("creator", "Фотограф Б", "EXIF Artist"),
        ("description", NAMES, "EXIF ImageDescription"),
    ]


@pytest.mark.parametrize(
    "comment",
    [
        b"UNICODE\x00" + NAMES.encode("utf-16-le"),
        b"UNICODE\x00" + NAMES.encode("utf-16-be"),
        b"UNICODE\x00" + NAMES.encode("utf-16"),
        b"ASCII\x00\x00\x00" + NAMES.encode(),
        bytes(8) + NAMES.encode("cp1251"),
        NAMES.encode(),
        b"ASCII\x00\x00\x00" + NAMES.encode() + bytes(20),
    ],
)
def test_a_user_comment_is_read_as_its_prefix_says_or_as_it_is(tmp_path, comment):
    examined = with_exif(tmp_path / "x.jpg", {}, {0x8769: {0x9286: comment}})
    assert said(examined) == [("description", NAMES, "EXIF UserComment")]


def test_a_user_comment_in_japanese_and_an_empty_one(tmp_path):
    written = b"JIS\x00\x00\x00\x00\x00" + "写真".encode("iso2022_jp")
    assert said(with_exif(tmp_path / "x.jpg", {}, {0x8769: {0x9286: written}}))[0][1] == "写真"
    assert said(with_exif(tmp_path / "x.jpg", {}, {0x8769: {0x9286: b"ASCII\x00\x00\x00" + b" " * 200}})) == []


def test_tags_of_windows_are_read_in_utf_16(tmp_path):
    wide = {tag: f"{text}\x00".encode("utf-16-le") for tag, text in ((0x9C9B, NAMES), (0x9C9E, "школа; память"))}
    assert said(with_exif(tmp_path / "x.jpg", wide)) == [
        ("title", NAMES, "EXIF XPTitle"),
        ("subject", "школа", "EXIF XPKeywords"),
        ("subject", "память", "EXIF XPKeywords"),
    ]


@pytest.mark.parametrize("words", ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "KODAK Digital Still Camera", "  "])
def test_what_cameras_write_on_their_own_is_no_description(tmp_path, words):
    assert said(with_exif(tmp_path / "x.jpg", {0x010E: words})) == []


def test_a_copyright_of_two_is_one(tmp_path):
    assert said(with_exif(tmp_path / "x.jpg", {0x8298: b"A. Photographer\x00B. Editor"})) == [
        ("rights", "A. Photographer; B. Editor", "EXIF Copyright")
    ]


@pytest.mark.parametrize(
    ("marker", "encoding"),
    [(b"\x1b%G", "utf-8"), (None, "utf-8"), (None, "cp1251"), (b"\x1b%G", "cp1251"), (b"\x1b-L", "iso8859_5")],
)
def test_iptc_is_read_with_and_without_its_marker_and_where_the_marker_lies(marker, encoding):
    told = Told()
    block = dataset(90, marker, record=1) if marker else b""
    block += dataset(5, NAMES.encode(encoding)) + dataset(25, "школа".encode(encoding))
    iptc(block + dataset(25, "память".encode(encoding)), told)
    assert said(told) == [
        ("title", NAMES, "IPTC Object Name"),
        ("subject", "школа", "IPTC Keywords"),
        ("subject", "память", "IPTC Keywords"),
    ]


def test_iptc_is_read_to_where_it_breaks_off():
    told = Told()
    long = struct.pack(">BBBHL", 0x1C, 2, 120, 0x8004, 40_000) + b"x" * 40_000
    iptc(dataset(80, b"One") + long + b"\x1c\x02\x05", told)
    assert [value[:3] for _, value, _ in said(told)] == ["One", "xxx"]
    swapped = dataset(115, b"Agency")
    iptc(b"".join(swapped.ljust(12, b"\x00")[at : at + 4][::-1] for at in range(0, 12, 4)), told)
    assert told.suggestions.pop().value == "Agency"
    iptc(b"\x1c\x02\x05\xff\xff", told)
    iptc(b"no datasets", told)
    assert len(told.suggestions) == 2


# --- dates


@pytest.mark.parametrize(
    ("written", "offset", "expected"),
    [
        ("2004:09:01 09:05:00", None, "2004-09-01T09:05:00"),
        ("2004:09:01 09:05:00", "+04:00", "2004-09-01T09:05:00+04:00"),
        ("2004:09:01 09:05:00", "Z", "2004-09-01T09:05:00Z"),
        ("2004:09:01 09:05:00", "   :  ", "2004-09-01T09:05:00"),
        ("2004:09:01 09:05:00\x00", "+99:00", "2004-09-01T09:05:00"),
        ("2004:09:01", None, "2004-09-01"),
        ("2004:09:  ", None, "2004-09"),
        ("2004:09:     :  :  ", None, "2004-09"),
        ("2004", None, "2004"),
        ("2004:00:00 00:00:00", None, "2004"),
        ("2004-09-01 09:05:00", None, "2004-09-01T09:05:00"),
        ("2004:09:01 25:61:00", None, "2004-09-01"),
        ("0000:00:00 00:00:00", None, None),
        ("2004:13:41 09:05:00", None, None),
        ("    :  :     :  :  ", None, None),
        ("yesterday", None, None),
    ],
)
def test_dates_of_exif(written, offset, expected):
    assert from_exif(written, offset) == expected


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("20040901", "090500+0400", "2004-09-01T09:05:00+04:00"),
        ("20040901", "090500", "2004-09-01T09:05:00"),
        ("20040901", None, "2004-09-01"),
        ("20040900", None, "2004-09"),
        ("20040000", "000000+0000", "2004"),
        ("00000000", None, None),
        ("2004", None, None),
    ],
)
def test_dates_of_iptc(date, time, expected):
    assert from_iptc(date, time) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2004", "2004"),
        ("2004-09", "2004-09"),
        ("2004-09-01", "2004-09-01"),
        ("2004-09-01T09:05", "2004-09-01"),  # EDTF has no time without seconds, and none are made up
        ("2004-09-01T09:05:07.25+04:00", "2004-09-01T09:05:07+04:00"),
        ("2004-09-01T09:05:07Z", "2004-09-01T09:05:07Z"),
        ("2004-02-30", None),
        ("soon", None),
    ],
)
def test_dates_of_xmp_are_no_more_exact_than_they_were_written(written, expected):
    assert from_iso(written) == expected
    assert expected is None or understand(expected)


def test_dates_as_mail_has_them():
    assert from_mail("Wed, 01 Sep 2004 09:05:00 +0400") == "2004-09-01T09:05:00"
    assert from_mail("nothing of the sort") is None


# --- XMP


def test_lists_languages_and_structures_of_xmp():
    told = Told()
    titles = f'<rdf:li xml:lang="x-default">Yard</rdf:li><rdf:li xml:lang="ru-RU">{NAMES}</rdf:li>'
    inner = f"<dc:title><rdf:Alt>{titles}</rdf:Alt></dc:title>"
    inner += "<dc:creator><rdf:Seq><rdf:li>One</rdf:li><rdf:li>Two</rdf:li></rdf:Seq></dc:creator>"
    inner += "<dc:subject><rdf:Bag><rdf:li>школа</rdf:li></rdf:Bag></dc:subject>"
    inner += '<photoshop:DateCreated>2004</photoshop:DateCreated><xmpRights:WebStatement rdf:resource="https://example.org/r"/>'
    region = (
        '<rdf:li rdf:parseType="Resource"><mwg-rs:Name>Some Body</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li>'
    )
    inner += '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>'
    inner += f"{region}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
    xmp(packet(inner, 'photoshop:Credit="Agency" photoshop:Urgency="5" tiff:Make="Camera"'), told)
    assert told.problems == []
    assert said(told) == [
        ("publisher", "Agency", "XMP photoshop:Credit"),
        ("title", "Yard", "XMP dc:title"),
        ("title", NAMES, "XMP dc:title"),
        ("creator", "One", "XMP dc:creator"),
        ("creator", "Two", "XMP dc:creator"),
        ("subject", "школа", "XMP dc:subject"),
        ("created", "2004", "XMP photoshop:DateCreated"),
        ("rights", "https://example.org/r", "XMP xmpRights:WebStatement"),
    ]
    assert [one.language for one in told.suggestions if one.term == "title"] == [None, "ru-RU"]
    assert traces(told)["XMP mwg-rs:Regions/mwg-rs:RegionList/mwg-rs:Name"] == "Some Body"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251"])
def test_xmp_is_read_in_any_encoding(encoding):
    told = Told()
    written = packet(f"<photoshop:Headline>{NAMES}</photoshop:Headline>").decode().encode(encoding)
    xmp(written + b"\x00" * 40, told)
    assert said(told) == [("title", NAMES, "XMP photoshop:Headline")]


def test_what_nobody_knows_in_xmp_is_a_trace_and_what_is_technical_is_none():
    told = Told()
    strange = (
        '<y:Family xmlns:y="https://example.org/y/">Some Family</y:Family><y:N xmlns:y="https://example.org/y/">7</y:N>'
    )
    settings = "<crs:CameraProfile>Adobe Standard</crs:CameraProfile><exif:FlashEnergy>none</exif:FlashEnergy>"
    xmp(packet(strange + settings), told)
    assert (said(told), traces(told)) == ([], {"XMP y:Family": "Some Family"})


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'.encode("utf-16"),
        b"<x>" * 100_000,
        b"<x><y></x>",
        b"no XML",
        b"<x>" + b" " * 9_000_000 + b"</x>",
        b"\xff\xfe\x00\xd8",
    ],
)
def test_hostile_xmp_is_named_and_costs_only_itself(tmp_path, hostile):
    told = Told()
    xmp(hostile, told)
    assert (len(told.problems), said(told), traces(told)) == (1, [], {})
    assert told.problems[0].startswith("its XMP was not read: ")
    plain().save(tmp_path / "x.webp", xmp=hostile)
    examined = examine(tmp_path / "x.webp", RECIPES, tmp_path / "out")
    assert (len(examined.problems), len(examined.derivatives)) == (1, 3)


def test_a_packet_of_very_many_properties_is_read_to_an_end():
    told = Told()
    items = "".join(f"<rdf:li>word {number}</rdf:li>" for number in range(50_000))
    xmp(packet(f"<dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject>"), told)
    assert len(told.suggestions) == MOST


# --- gathered


def test_what_is_said_twice_counts_once_and_what_differs_stands_side_by_side(tmp_path):
    exif = Image.Exif()
    exif[0x013B] = "One"
    exif[0x010E] = "A yard"
    inner = "<dc:creator><rdf:Seq><rdf:li>One</rdf:li><rdf:li>Other</rdf:li></rdf:Seq></dc:creator>"
    inner += '<dc:description><rdf:Alt><rdf:li xml:lang="en">A yard</rdf:li></rdf:Alt></dc:description>'
    plain().save(tmp_path / "x.jpg", exif=exif, xmp=packet(inner))
    examined = examine(tmp_path / "x.jpg", (), tmp_path / "out")
    assert sorted(said(examined)) == [
        ("creator", "One", "EXIF Artist"),
        ("creator", "Other", "XMP dc:creator"),
        ("description", "A yard", "EXIF ImageDescription"),
    ]
    assert next(one.language for one in examined.suggestions if one.term == "description") == "en"


def test_a_position_is_a_trace_in_degrees_and_never_a_suggestion(tmp_path):
    gps = {1: "S", 2: (43.0, 11.0, 24.0), 3: "W", 4: (44.0, 32.0, 24.0), 28: b"ASCII\x00\x00\x00Some street"}
    examined = with_exif(tmp_path / "x.jpg", {}, {0x8825: gps})
    assert said(examined) == []
    assert traces(examined) == {"EXIF GPS position": "-43.19 -44.54", "EXIF GPS area": "Some street"}
    broken = with_exif(tmp_path / "y.jpg", {}, {0x8825: {2: (43.0, 11.0), 4: (0.0,)}})
    assert (said(broken), list(traces(broken))) == ([], ["EXIF GPS position"])


def test_serial_numbers_owners_and_what_else_tells_of_somebody_are_traces(tmp_path):
    inner = {0xA431: "CAM-0001", 0xA435: "LENS-0002", 0xA430: "Some Owner", 0xA420: "ab12", 0x927C: b"maker" * 20}
    examined = with_exif(tmp_path / "x.jpg", {0x0131: "Program 1.0", 0x013C: "some-machine"}, {0x8769: inner})
    assert said(examined) == []
    found = traces(examined)
    assert found.pop("EXIF maker notes").startswith("100 bytes, SHA-256 ")
    assert found == {
        "EXIF Software": "Program 1.0",
        "EXIF HostComputer": "some-machine",
        "EXIF BodySerialNumber": "CAM-0001",
        "EXIF LensSerialNumber": "LENS-0002",
        "EXIF CameraOwnerName": "Some Owner",
        "EXIF ImageUniqueID": "ab12",
    }


def test_texts_of_png_before_and_behind_its_pixels(tmp_path):
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", NAMES, lang="ru")
    info.add_text("Author", "Some Body")
    info.add_text("Creation Time", "2004-09-01T09:05:00")
    info.add_text("Comment", "a remark", zip=True)
    info.add(b"tEXt", b"Description\x00said later", after_idat=True)
    info.add_text("icc_profile", "text where bytes should be")
    plain().save(tmp_path / "x.png", pnginfo=info)
    examined = examine(tmp_path / "x.png", RECIPES, tmp_path / "out")
    assert ("title", NAMES, "PNG Title") in said(examined)
    assert {one.value: one.language for one in examined.suggestions}[NAMES] == "ru"
    assert {("creator", "Some Body", "PNG Author"), ("created", "2004-09-01T09:05:00", "PNG Creation Time")} <= set(
        said(examined)
    )
    assert ("description", "said later", "PNG Description") in said(examined)
    assert traces(examined)["PNG Comment"] == "a remark"
    assert len(examined.derivatives) == 3


def test_a_png_whose_text_unfolds_to_very_much_is_refused(tmp_path):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 50_000_000, zip=True)
    plain().save(tmp_path / "x.png", pnginfo=info)
    assert (tmp_path / "x.png").stat().st_size < 100_000
    examined = examine(tmp_path / "x.png", RECIPES, tmp_path / "out")
    assert (examined.unreadable, len(examined.problems)) == (True, 1)


def test_a_thumbnail_in_exif_is_a_trace(tmp_path):
    small = io.BytesIO()
    plain((16, 12)).save(small, "JPEG")
    thumbnail = small.getvalue()
    first = struct.pack("<HHHLLL", 1, 274, 3, 1, 1, 26)
    second = (
        struct.pack("<H", 2) + struct.pack("<HHLL", 513, 4, 1, 56) + struct.pack("<HHLL", 514, 4, 1, len(thumbnail))
    )
    tiff = b"II*\x00\x08\x00\x00\x00" + first + second + bytes(4) + thumbnail
    plain().save(tmp_path / "x.jpg", exif=b"Exif\x00\x00" + tiff)
    examined = examine(tmp_path / "x.jpg", RECIPES, tmp_path / "out")
    assert traces(examined)["EXIF thumbnail"].startswith(f"{len(thumbnail):,} bytes, SHA-256 ")
    for made in examined.derivatives:
        assert thumbnail[:200] not in (tmp_path / "out" / made.path).read_bytes()


# --- as a stranger reads it

WRITTEN = {
    "EXIF:ImageDescription": "Двор школы",
    "EXIF:Artist": "Фотограф А",
    "EXIF:Copyright": "© Архив",
    "EXIF:UserComment": "Заметка",
    "EXIF:XPTitle": "Заголовок",
    "EXIF:XPAuthor": "Фотограф Б",
    "EXIF:DateTimeOriginal": "2004:09:01 09:05:00",
    "EXIF:OffsetTimeOriginal": "+04:00",
    "EXIF:SerialNumber": "CAM-0001",
    "EXIF:LensSerialNumber": "LENS-0002",
    "EXIF:OwnerName": "Владелец",
    "EXIF:Software": "Program 1.0",
    "EXIF:GPSLatitude": "43.19",
    "EXIF:GPSLatitudeRef": "N",
    "EXIF:GPSLongitude": "44.54",
    "EXIF:GPSLongitudeRef": "E",
    "IPTC:ObjectName": "Название",
    "IPTC:Headline": "Строка",
    "IPTC:Keywords": "память",
    "IPTC:By-line": "Фотограф В",
    "IPTC:Credit": "Агентство",
    "IPTC:Source": "Источник",
    "IPTC:CopyrightNotice": "© Другой архив",
    "IPTC:Caption-Abstract": "Подпись",
    "IPTC:City": "Город",
    "IPTC:Writer-Editor": "Редактор",
    "IPTC:DateCreated": "2004:09:00",
    "XMP-dc:Title-ru": "Имя снимка",
    "XMP-dc:Creator": "Фотограф Г",
    "XMP-dc:Subject": "школа",
    "XMP-photoshop:DateCreated": "2004",
    "XMP-xmpMM:DocumentID": "xmp.did:0123456789",
    "XMP-iptcExt:PersonInImage": "Имя Лица",
    "Comment": "comment words",
}
SUGGESTED = {
    "description": {"Двор школы", "Заметка", "Подпись"},
    "creator": {"Фотограф А", "Фотограф Б", "Фотограф В", "Фотограф Г"},
    "rights": {"© Архив", "© Другой архив"},
    "title": {"Заголовок", "Название", "Строка", "Имя снимка"},
    "created": {"2004-09-01T09:05:00+04:00", "2004-09", "2004"},
    "subject": {"память", "школа"},
    "publisher": {"Агентство"},
    "source": {"Источник"},
}
PRIVATE = {"CAM-0001", "LENS-0002", "Владелец", "Program 1.0", "43.19 44.54", "Город", "Редактор", "Имя Лица"}
PRIVATE |= {"xmp.did:0123456789", "comment words"}
# IPTC has a place of its own in these only.
ALL_OF_THEM = ("x.jpg", "x.tif", "x.png")


@pytest.mark.parametrize("name", [*ALL_OF_THEM, "x.webp", "x.avif", "x.heic", "x.jp2"])
def test_all_that_exiftool_writes_is_read(tmp_path, name):
    if shutil.which("exiftool") is None:
        pytest.skip("no exiftool on this machine: install it to write pictures as a stranger would")
    if name == "x.heic":
        pytest.importorskip(
            "pillow_heif", reason="no decoder for HEIC: install the extra `heic`"
        ).register_heif_opener()
    plain().save(tmp_path / name)
    tags = [f"-{tag}={value}" for tag, value in WRITTEN.items()]
    command = ["exiftool", "-q", "-q", "-m", "-overwrite_original", "-charset", "iptc=UTF8", *tags, name]
    subprocess.run([*command, "-IPTC:CodedCharacterSet=UTF8"], cwd=tmp_path, check=True)
    examined = examine(tmp_path / name, RECIPES, tmp_path / "out")
    assert examined.problems == ()
    found: dict[str, set[str]] = {}
    for term, value, _ in said(examined):
        found.setdefault(term, set()).add(value)
    without = {
        "Подпись",
        "Название",
        "Строка",
        "память",
        "Фотограф В",
        "Агентство",
        "Источник",
        "© Другой архив",
        "2004-09",
    }
    without |= set() if name in ALL_OF_THEM else {"Город", "Редактор"}
    kept = (lambda values: values) if name in ALL_OF_THEM else (lambda values: values - without)
    assert found == {term: kept(values) for term, values in SUGGESTED.items() if kept(values)}
    missing = kept(PRIVATE) - set(traces(examined).values())
    assert missing <= ({"comment words"} if name not in {"x.jpg", "x.png"} else set())
    assert not {"spatial", "coverage"} & found.keys()
    for made in examined.derivatives:
        told = subprocess.run(
            ["exiftool", "-json", "-G1", tmp_path / "out" / made.path], capture_output=True, check=True
        )
        assert {tag.partition(":")[0] for tag in json.loads(told.stdout)[0]} == {
            "SourceFile",
            "ExifTool",
            "System",
            "File",
            "JFIF",
            "Composite",
        }


def test_derivatives_of_the_sample_hold_nothing_but_pixels(tmp_path):
    if shutil.which("exiftool") is None:
        pytest.skip("no exiftool on this machine: install it to look into pictures as a stranger would")
    folder = Path(__file__).resolve().parent.parent / "collection" / "pictures"
    for path in sorted(folder.iterdir()):
        examine(path, RECIPES, tmp_path)
    told = json.loads(
        subprocess.run(
            ["exiftool", "-json", "-G1", "-r", "-ext", "jpg", tmp_path], capture_output=True, check=True
        ).stdout
    )
    assert len(told) >= 3 * len({*folder.iterdir()}) - 3
    groups = {tag.partition(":")[0] for one in told for tag in one}
    assert groups == {"SourceFile", "ExifTool", "System", "File", "JFIF", "Composite"}


# --- the page for archivists


def table(heading: str) -> list[tuple[str, str]]:
    """The first two columns of the table below a heading of docs/photographs.md."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return [(row[0], row[1]) for row in rows[2:]]


def test_the_page_names_all_that_becomes_a_suggestion():
    written = {(tag, term) for tags, term in table("What becomes a suggestion") for tag in re.split(", ", tags)}
    known = {(f"EXIF {name}", term) for term, name in exif_tags.SUGGESTED.values()}
    known |= {("EXIF DateTimeOriginal", "created"), ("IPTC Date Created", "created")}
    known |= {(f"IPTC {name}", term) for term, name in iptc_tags.SUGGESTED.values()}
    known |= {(f"XMP {name}", term) for name, term in xmp_tags.SUGGESTED.items()}
    known |= {("PNG Title", "title"), ("PNG Author", "creator"), ("PNG Description", "description")}
    known |= {("PNG Copyright", "rights"), ("PNG Creation Time", "created")}
    assert written == known
    assert {term for _, term in known} <= set(TERMS)


def test_the_page_names_what_stays_private():
    written = " ".join(tags for tags, _ in table("What stays private"))
    for name in (*exif_tags.TRACED.values(), *iptc_tags.TRACED.values()):
        assert name in written, name
