"""The schemas of Dublin Core, as they lie among the real data, and our own from docs/exchange.md."""

from __future__ import annotations

import io
import re
from pathlib import Path

from lxml import etree

EXCHANGE = Path(__file__).resolve().parent.parent / "docs" / "exchange.md"


class Local(etree.Resolver):
    """Finds what the schemas import among our files, and never on the network."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def resolve(self, system_url, public_id, context):
        path = self.folder / system_url.rsplit("/", 1)[-1]
        assert path.is_file(), system_url
        return self.resolve_filename(str(path), context)


def _schema(folder: Path, source) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local(folder))
    return etree.XMLSchema(etree.parse(source, parser))


def oai_dc(folder: Path) -> etree.XMLSchema:
    """That of OAI-PMH's simple Dublin Core."""
    return _schema(folder, folder / "oai_dc.xsd")


def records(folder: Path) -> etree.XMLSchema:
    """Ours around qualified Dublin Core."""
    (ours,) = re.findall(r"^```xsd\n(.*?)^```$", EXCHANGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return _schema(folder, io.BytesIO(ours.encode()))
