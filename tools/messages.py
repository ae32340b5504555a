"""The catalogues of messages, brought up to the code and the templates of the site.

python tools/messages.py            writes src/archive/web/messages/LANGUAGE.po anew and says what lacks a translation
python tools/messages.py --check    writes nothing; exit status 1 where a catalogue differs, or something lacks
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from archive.web.interface import LANGUAGES

SOURCE = Path(__file__).resolve().parent.parent / "src" / "archive"
CATALOGUES = SOURCE / "web" / "messages"
KEYWORDS = {"_": None, "gettext": None, "to_translate": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**/templates/**.html": {"silent": "false"}}
# Babel's own head names a person, a program and days, and would be different after every run.
HEAD = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


@cache
def messages() -> Catalog:
    """Every message that the site can say."""
    found = Catalog(charset="utf-8")
    extracted = extract_from_dir(SOURCE / "web", METHODS, OPTIONS, KEYWORDS)
    for path, line, message, _, context in extracted:
        found.add(message, locations=[(path, line)], context=context)
    for description in _descriptions():
        found.add(description, context="tables")
    return found


def _descriptions() -> Iterator[str]:
    """What a new archive's datasette.yaml says of the tables and their columns."""
    written = yaml.safe_load((SOURCE / "cli" / "skeleton" / "datasette.yaml").read_text(encoding="utf-8"))
    for table in written["databases"]["collection"]["tables"].values():
        if "description" in table:
            yield table["description"].strip()
        yield from table.get("columns", {}).values()


def merged(path: Path, language: str) -> tuple[str, list[str]]:
    """The catalogue at a path as it should be, and what is wrong with it."""
    with io.BytesIO(path.read_bytes() if path.exists() else b"") as written:
        catalogue = read_po(written, locale=language, charset="utf-8")
    catalogue.update(messages())
    catalogue.obsolete.clear()
    faults = [f"{path.name}: {_fault(message)}: {message.id!r}" for message in catalogue if _fault(message)]
    for message, errors in catalogue.check():
        if not _fault(message):
            faults += [f"{path.name}: {error}: {message.id!r}" for error in errors]
    out = io.BytesIO()
    write_po(out, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)
    return HEAD.format(language=language, plural=catalogue.plural_forms) + out.getvalue().decode(), faults


def _fault(message: Message) -> str | None:
    if not message.id:
        return None
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(said):
        return "untranslated"
    return "fuzzy" if message.fuzzy else None


def main(words: list[str], folder: Path = CATALOGUES) -> int:
    """Write or check the catalogues in a folder; the exit status."""
    if words not in ([], ["--check"]):
        sys.stderr.write(__doc__ or "")
        return 2
    faults = []
    for language in list(LANGUAGES)[1:]:
        path = folder / f"{language}.po"
        text, wrong = merged(path, language)
        faults += wrong
        if not words:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            faults.append(f"{path.name}: not what the code says; run python tools/messages.py")
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults and words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
