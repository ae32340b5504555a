"""Ids that tell nothing, for records that ask for one."""

from __future__ import annotations

import re

RECORD = "title: A bench\nfiles: [a-telling-name.txt]\naccess: {level: public, opaque: true}\n"


def test_a_record_that_asks_for_it_has_an_id_that_tells_nothing_and_stays_the_same(workshop):
    workshop.write("collection/a-telling-name.txt", "A text.")
    workshop.write("metadata/records/one.yaml", RECORD)
    workshop.run("publish", "--yes")
    (item,) = workshop.public_ids()
    assert re.fullmatch("i[0-9a-f]{16}", item)
    assert b"telling" not in workshop.public_bytes()
    workshop.run("ingest")
    assert "Nothing is new" in workshop.run("ingest").stdout


def test_such_an_id_comes_back_from_an_export_and_any_other_is_a_fault(workshop):
    workshop.write("metadata/records/one.yaml", f"id: a-telling-name\n{RECORD}")
    done = workshop.run("check", status=1)
    assert "one.yaml:1: id: “a-telling-name” and access: opaque; expected no id" in done.stderr
    workshop.write("metadata/records/one.yaml", f"id: i0123456789abcdef\n{RECORD}")
    assert "opaque" not in workshop.run("check").stderr
