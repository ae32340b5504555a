"""Documents of word processors: DOCX, ODT, RTF. Words, what they say of themselves, and what they only seem to hide."""
