"""From items to bytes: one module for each format."""

from __future__ import annotations

from archive.exports import dc, json, sheet
from archive.exports.model import Export, Items

__all__ = ["EXPORTS", "Export", "Items"]

# A new format is one new module and one line here.
EXPORTS = {
    export.name: export
    for export in (
        Export("json", ".json", "application/json", json.export),
        Export("csv", ".csv", "text/csv", sheet.export),
        Export("dc", ".xml", "application/xml", dc.export),
    )
}
