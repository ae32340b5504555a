"""Taking in a folder from outside: what holds records becomes a source, what other programs left there an original."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.sources import holds_records
from conftest import Workshop

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
SIDE_FILES = {
    # What Google Photos puts beside a picture, and into the folder of an album.
    "IMG_1.jpg.json": json.dumps(
        {
            "title": "IMG_1.jpg",
            "description": "",
            "imageViews": "7",
            "creationTime": {"timestamp": "1094000000"},
            "geoData": {"latitude": 43.19, "longitude": 44.54},
            "people": [{"name": "A specimen"}],
            "url": "https://photos.example.org/1",
        }
    ),
    "album.json": json.dumps(
        {"title": "An album", "description": "", "access": "protected", "date": {"timestamp": "1", "formatted": "2"}}
    ),
    "package.json": json.dumps({"name": "a", "version": "1", "files": ["dist"], "license": "MIT", "description": "b"}),
    "tsconfig.json": '{"compilerOptions": {}, "files": ["a.ts"]}',
    "manifest.json": '{"@context": "x", "id": "https://example.org/1", "type": "Manifest", "label": {}, "items": []}',
    "map.json": '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "a"}]}',
    "list.json": "[1, 2, 3]",
    "torn.json": '{"id": "a", "title": ',
    "empty.json": "",
    "posts.jsonl": '{"id": 1, "text": "A post", "user": "a"}\n',
    "latin.json": '{"id": "a", "title": "\xe9"}'.encode("latin-1"),
    "track.xml": '<gpx version="1.1"><trk><trkpt lat="43.19" lon="44.54"/></trk></gpx>',
    "feed.xml": f"<rss {DC}><channel><item><title>A post</title><dc:creator>A</dc:creator></item></channel></rss>",
    "torn.xml": "<records><record",
    "dtd.xml": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><html><title>A page</title></html>',
    "settings.xml": "<settings><access>public</access></settings>",
}
RECORDS = {
    "one.json": '{"id": "one", "title": "A title"}',
    "many.json": '[{"id": "many-1", "title": "A title", "access": "hidden"}, {"id": "many-2"}]',
    "odd.json": '{"id": "odd", "titel": "A title", "kind": "other"}',
    "twice.json": '{"id": "twice", "title": "A", "title": "B"}',
    "unnamed.json": '{"files": ["a.jpg"], "title": "A title"}',
    "lines.jsonl": '{"id": "line-1", "title": "A"}\n{"id": "line-2", "title": "B"}\n',
    "dc.xml": f"<list {DC}><item><dc:title>A</dc:title></item></list>",
    "ours.xml": f'<records {DC}><record id="ours"><dc:subject>A</dc:subject></record></records>',
    "sheet.csv": "id,title\nrow,A title\n",
    "note.yaml": "id: note\ntitle: A note\n",
}


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.mark.parametrize("name", SIDE_FILES)
def test_side_files_of_other_programs_hold_no_records(tmp_path, name):
    assert not holds_records(put(tmp_path / "in", {name: SIDE_FILES[name]}) / name)


@pytest.mark.parametrize("name", RECORDS)
def test_what_is_written_as_records_holds_records_be_it_right_or_wrong(tmp_path, name):
    assert holds_records(put(tmp_path / "in", {name: RECORDS[name]}) / name)


def test_a_folder_from_outside_is_taken_apart_and_it_is_said_what_went_where(workshop: Workshop, tmp_path):
    folder = put(tmp_path / "in", {"IMG_1.jpg.json": SIDE_FILES["IMG_1.jpg.json"], "one.json": RECORDS["one.json"]})
    workshop.run("publish", "--yes")
    foreseen = workshop.run("ingest", str(folder), "--dry-run")
    result = workshop.run("ingest", str(folder))
    for said in (foreseen, result):
        assert "1 copied to collection/, 1 copied to metadata/" in said.stdout
        assert "IMG_1.jpg.json: warning: holds no records, and goes to collection/in/IMG_1.jpg.json" in said.stderr
    assert (workshop.root / "collection/in/IMG_1.jpg.json").is_file()
    assert (workshop.root / "metadata/in/one.json").is_file()
    # An original without a record waits for one, and nobody sees it.
    assert "IMG_1.jpg.json" in (workshop.root / "metadata/undescribed.csv").read_text(encoding="utf-8-sig")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"one"}
    assert b"A specimen" not in workshop.public_bytes()
    assert "copied" not in workshop.run("ingest", str(folder)).stdout


def test_of_many_such_files_the_first_are_named(workshop: Workshop, tmp_path):
    folder = put(tmp_path / "in", {f"{number}.jpg.json": SIDE_FILES["IMG_1.jpg.json"] for number in range(30)})
    said = workshop.run("ingest", str(folder)).stderr
    assert said.count("holds no records, and goes to") == 20
    assert "10 more files that end in .json or .xml and hold no records go to collection/" in said


def test_a_file_in_metadata_is_a_source_whatever_it_holds(workshop: Workshop):
    workshop.write("metadata/package.json", SIDE_FILES["package.json"])
    assert "no such key" in workshop.run("ingest", status=1).stderr
