"""From items to bytes: one module for each format."""

from __future__ import annotations

from archive.exports import dc, dcterms, json, sheet
from archive.exports.model import Export, Items, hidden

__all__ = ["EXPORTS", "Export", "Items", "hidden"]

# A new format is one new module and one line here.
EXPORTS = {
    export.name: export
    for export in (
        Export("json", ".json", "application/json", json.export, whole=True),
        Export("csv", ".csv", "text/csv", sheet.export, whole=True),
        Export("dc", ".xml", "application/xml", dc.export),
        Export("dcterms", ".xml", "application/xml", dcterms.export),
    )
}
