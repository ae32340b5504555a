"""`archive list` and `archive show`."""

from __future__ import annotations

import json
import sqlite3
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import click
import yaml

from archive.catalogue.accessions import accessions
from archive.catalogue.database import reading
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.meant import wholly
from archive.catalogue.records import Stored, stored
from archive.catalogue.rules import read_rules, withdrawn_ids
from archive.catalogue.suggested import told
from archive.cli.setting import Setting, pass_setting
from archive.cli.showing import count
from archive.cli.telling import told_by, told_lines
from archive.cli.verdicts import Parts, verdict_on
from archive.edition.judging import judge
from archive.edits.choosing import likely
from archive.records.access import decide
from archive.records.accessions import accession_of
from archive.records.kinds import KINDS
from archive.records.model import Record, Statement
from archive.records.plain import plain
from archive.records.statements import DECIDING
from archive.records.terms import TERMS

_PARTS = (*DECIDING, "private")


@click.command("list")
@click.option("--kind", type=click.Choice(list(KINDS)), help="Only items of this kind.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_setting
def list_items(setting: Setting, kind: str | None, as_json: bool) -> None:
    """The items of the catalogue: what may be public of each today, and its title.

    \b
        archive list --kind photo
    """
    archive = setting.archive
    rules = read_rules(archive)
    with reading(archive) as connection:
        verdicts = judge(archive, connection, rules, setting.today).verdicts
        for item, its_kind, title in connection.execute("SELECT id, kind, title FROM items ORDER BY id"):
            if not kind or its_kind == kind:
                row = {"id": item, "kind": its_kind, "access": verdicts[item].level, "title": title or ""}
                click.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row))


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_setting
def show(setting: Setting, identity: str, as_json: bool) -> None:
    """Everything known of one item: its record, what may be public and why, its files and its events.

    \b
        archive show commemoration-2024
    """
    archive = setting.archive
    rules = read_rules(archive)
    with reading(archive) as connection:
        item = _find(connection, identity)
        withdrawn = identity in withdrawn_ids(connection, rules)
        verdict = decide(item.record, rules.policy, withdrawn, setting.today)
        verdict = replace(verdict, withheld=(*verdict.withheld, *wholly(connection).get(identity, ())))
        parts = verdict_on(item, verdict, rules)
        known = _known(archive, connection, item, parts)
    click.echo(json.dumps(known, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(item, known)))


def _find(connection: sqlite3.Connection, identity: str) -> Stored:
    for item in stored(connection, only=identity):
        return item
    known = [name for (name,) in connection.execute("SELECT id FROM items")]
    raise Refused(f"{identity}: no item has this id; expected {likely(identity, known)}")


def _accession(archive: Archive, record: Record) -> dict[str, str] | None:
    """How the item came in, as accessions.yaml tells it; None where the record names none that is there."""
    found = accessions(archive)[0].get(accession_of(record.private) or "")
    if found is None:
        return None
    said = {"id": found.id, "from": found.giver, "on": found.on, "agreement": found.agreement, "note": found.note}
    return {key: value for key, value in said.items() if value}


def _known(archive: Archive, connection: sqlite3.Connection, item: Stored, parts: Parts) -> dict[str, Any]:
    verdict = parts.verdict
    record = item.record
    files = item.entry.item.files
    names = {f"sha256:{file.sha256}": file.path for file in files if file.role == "original"}
    objects = [record.id, *names]
    marks = ",".join("?" * len(objects))
    query = f"SELECT time, type, object FROM events WHERE object IN ({marks}) ORDER BY line, position"  # noqa: S608  marks only
    from sqlite_utils import Database  # noqa: PLC0415  0.2 s that no other command needs to pay

    events = Database(connection, execute_plugins=False).query(query, objects)
    return {
        "record": plain(record),
        "accession": _accession(archive, record),
        "source": record.origin.source,
        "line": record.origin.line,
        "access": verdict.level,
        "reason": verdict.reason,
        "until": verdict.until.isoformat() if verdict.until else None,
        "files": [
            {
                "path": file.path,
                "role": file.role,
                "media_type": file.media_type,
                "bytes": file.bytes,
                "public": part.shown,
                "reason": part.reason,
            }
            for file, part in zip(files, parts.files, strict=True)
        ],
        "withheld": [
            {"term": said.term, "value": said.value, "reason": part.reason}
            for said, part in parts.statements
            if verdict.shown and not part.shown
        ],
        "renamed": [
            {"term": written.term, "value": written.value, "public": public.value} for written, public in parts.renamed
        ],
        "told": [told_by(path, examined) for path, examined in told(connection, record.id)],
        "passages": len(item.entry.passages),
        "passages_public": sum(part.shown for part in parts.passages),
        "passages_renamed": parts.renamed_passages,
        "events": [event | {"of": names.get(event["object"], "the record")} for event in events],
    }


def _lines(item: Stored, known: dict[str, Any]) -> Iterator[str]:
    record = item.record
    yield f"{record.id}  ({KINDS[record.kind].label})"
    yield f"  {known['access']}: {known['reason']}" + (f", until {known['until']}" if known["until"] else "")
    yield f"  {known['source']}:{known['line']}"
    width = max((len(TERMS[statement.term].label) for statement in record.statements), default=0)
    yield ""
    before = None
    for statement in record.statements:
        label = TERMS[statement.term].label if statement.term != before else ""
        uri = f"  <{statement.uri}>" if statement.uri else ""
        yield f"  {label:<{width}}  {_tagged(statement)}{uri}"
        before = statement.term
    private = {key: value for key, value in known["record"].items() if key in _PARTS}
    if private:
        written = yaml.safe_dump(private, allow_unicode=True, sort_keys=False, width=100)
        yield "\n" + textwrap.indent(written, "  ").rstrip()
    if came := known["accession"]:
        yield "\n  came in as " + "; ".join(f"{key}: {value}" if key != "id" else value for key, value in came.items())
    if known["files"]:
        yield ""
    for file in known["files"]:
        yield f"  {file['role']:<9} {file['path']}  {file['media_type']}  {file['bytes']:,} bytes"
        yield f"            {'public' if file['public'] else 'not public'}: {file['reason']}"
    for said in known["withheld"]:
        yield f"  {TERMS[said['term']].label}: not public: {said['reason']}"
    for said in known["renamed"]:
        yield f"  {TERMS[said['term']].label}: a name is withheld; in public: {said['public']}"
    if known["passages"]:
        renamed = known["passages_renamed"]
        names = f"; in {renamed} of these a withheld name is replaced" if renamed else ""
        yield f"  {count(known['passages'], 'passage')}, {known['passages_public']} of them public{names}"
    yield from told_lines(known["told"])
    yield ""
    for event in known["events"]:
        yield f"  {event['time']}  {event['type']} of {event['of']}"


def _tagged(statement: Statement) -> str:
    return f"[{statement.language}] {statement.value}" if statement.language else statement.value


def _line(row: dict[str, str]) -> str:
    return f"{row['access']:<7} {row['kind']:<10} {row['id']:<32} {row['title']}".rstrip()
