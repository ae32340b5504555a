"""The control words of RTF that stand for signs, end paragraphs, or say where the text of a group belongs."""

from __future__ import annotations

from archive.media.office.rtfsays import PROPERTIES

SIGNS = {
    "tab": " ",
    "line": "\n",
    "lbr": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "~": "\xa0",
    "_": "\u2011",
    "{": "{",
    "}": "}",
    "\\": "\\",
}
ENDS = frozenset({"par", "sect", "page", "column", "\n", "\r"})
# The text of the document, that of a note, and what is none.
TEXT, NOTE, SKIP = "text", "note", "skip"
# Where what stands in a group goes.
DESTINATIONS = {
    **dict.fromkeys(PROPERTIES, "property"),
    "fonttbl": "fonts",
    "stylesheet": "styles",
    "footnote": NOTE,
    "ud": TEXT,
    "shpinst": TEXT,
    "shptxt": TEXT,
    "nesttableprops": TEXT,
    "listtext": "number",
    "pntext": "number",
    "annotation": "comment",
    "atnauthor": "author",
    "atnid": "author",
    "revtbl": "reviser",
    **dict.fromkeys(
        str.split(
            "colortbl pict objdata header headerl headerr headerf footer footerl footerr footerf fldinst bkmkstart"
            " bkmkend xe tc txe rxe sp nonshppict listtable listoverridetable filetbl falt panose upr background"
            " nonesttables themedata colorschememapping datastore xmlnstbl rsidtbl generator mmathPr latentstyles"
        ),
        SKIP,
    ),
}
