"""Sheets: rows of cells, whichever program wrote them, and the records that they are."""
