"""What of a PDF a clean copy takes over: for each sort of dictionary the keys that drawing its pages needs.

Whatever is not named here is left behind: properties, histories, comments, scripts, attachments, thumbnails, tags, the
private data of programs. Keys: ISO 32000-2.
"""

from __future__ import annotations

# A key leads to the sort of what it holds. `plain` holds numbers, names and texts, and nothing below them.
Keys = dict[str, str]

PLAIN = "plain"
# Sorts that are lists of names: their keys are anything.
MAPS = {
    "states": "state",
    "colours": "colour",
    "patterns": "pattern",
    "shadings": "shading",
    "objects": "object",
    "fonts": "font",
    "properties": "property",
    "glyphs": "glyph",
    "destinations": "destination",
}


def _plain(keys: str) -> Keys:
    return {f"/{key}": PLAIN for key in keys.split()}


# Of every stream.
STREAM: Keys = {"/Length": PLAIN, "/Filter": PLAIN, "/DecodeParms": "coding"}

_FUNCTION: Keys = {
    **_plain("FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N Bounds"),
    "/Functions": "function",
}

ALLOWED: dict[str, Keys] = {
    "catalogue": {
        **_plain("Type Version PageLayout PageMode Lang"),
        "/Pages": "page",
        "/PageLabels": "labels",
        "/Outlines": "outline",
        "/Dests": "destinations",
        "/Names": "names",
        "/OCProperties": "layers",
    },
    "page": {
        **_plain("Type Count MediaBox CropBox BleedBox TrimBox ArtBox Rotate UserUnit"),
        "/Parent": "page",
        "/Kids": "page",
        "/Resources": "resources",
        "/Contents": "content",
        "/Group": "group",
        "/Annots": "link",
    },
    "link": {
        **_plain("Type Subtype Rect Border H QuadPoints F C"),
        "/Dest": "destination",
        "/A": "action",
    },
    "action": {**_plain("Type S URI"), "/D": "destination"},
    # In its list the page itself comes first.
    "destination": {"/D": "destination"},
    "names": {"/Dests": "name tree"},
    "name tree": {**_plain("Limits"), "/Kids": "name tree", "/Names": "destination"},
    "labels": {**_plain("Limits Type S P St"), "/Kids": "labels", "/Nums": "labels"},
    "outline": {
        **_plain("Type Title Count C F"),
        **dict.fromkeys(("/First", "/Last", "/Next", "/Prev", "/Parent"), "outline"),
        "/Dest": "destination",
        "/A": "action",
    },
    "layers": {"/OCGs": "property", "/D": "layering"},
    "layering": {**_plain("BaseState ListMode"), "/ON": "property", "/RBGroups": "property", "/Locked": "property"},
    "property": {**_plain("Type Name P MCID Lang ActualText E"), "/OCGs": "property", "/VE": "property"},
    "resources": {
        **_plain("ProcSet"),
        "/ExtGState": "states",
        "/ColorSpace": "colours",
        "/Pattern": "patterns",
        "/Shading": "shadings",
        "/XObject": "objects",
        "/Font": "fonts",
        "/Properties": "properties",
    },
    "content": {},
    "glyph": {},
    "object": {
        **_plain("Type Subtype FormType BBox Matrix"),
        **_plain("Width Height BitsPerComponent Intent ImageMask Decode Interpolate SMaskInData Matte"),
        "/Resources": "resources",
        "/Group": "group",
        "/ColorSpace": "colour",
        "/Mask": "object",
        "/SMask": "object",
        "/OC": "property",
    },
    "group": {**_plain("Type S I K"), "/CS": "colour"},
    "coding": {
        **_plain("K Columns Rows BlackIs1 EndOfLine EncodedByteAlign EndOfBlock DamagedRowsBeforeError"),
        **_plain("Predictor Colors BitsPerComponent EarlyChange ColorTransform"),
        "/JBIG2Globals": "globals",
    },
    "globals": {},
    "colour": {
        **_plain("WhitePoint BlackPoint Gamma Matrix Subtype Components"),
        **_FUNCTION,
        "/Alternate": "colour",
        "/Colorants": "colours",
        "/Process": "colour",
        "/ColorSpace": "colour",
    },
    "function": _FUNCTION,
    "state": {
        **_plain("Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK"),
        "/Font": "font",
        "/TR": "function",
        "/TR2": "function",
        "/SMask": "mask",
    },
    "mask": {**_plain("Type S BC"), "/G": "object", "/TR": "function"},
    "pattern": {
        **_plain("Type PatternType PaintType TilingType BBox XStep YStep Matrix"),
        "/Resources": "resources",
        "/Shading": "shading",
        "/ExtGState": "state",
    },
    "shading": {
        **_plain("ShadingType Background BBox AntiAlias Coords Domain Extend Matrix BitsPerCoordinate"),
        **_plain("BitsPerComponent BitsPerFlag Decode VerticesPerRow"),
        "/ColorSpace": "colour",
        "/Function": "function",
    },
    "font": {
        **_plain("Type Subtype BaseFont FirstChar LastChar Widths FontBBox FontMatrix DW W DW2 W2"),
        "/FontDescriptor": "font descriptor",
        "/Encoding": "encoding",
        "/ToUnicode": "encoding",
        "/DescendantFonts": "font",
        "/CIDSystemInfo": "character set",
        "/CIDToGIDMap": "encoding",
        "/CharProcs": "glyphs",
        "/Resources": "resources",
    },
    "font descriptor": {
        **_plain("Type FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading"),
        **_plain("CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth CharSet Lang"),
        "/FontFile": "font file",
        "/FontFile2": "font file",
        "/FontFile3": "font file",
        "/CIDSet": "encoding",
    },
    "font file": _plain("Length1 Length2 Length3 Subtype"),
    "encoding": {
        **_plain("Type BaseEncoding Differences CMapName WMode"),
        "/CIDSystemInfo": "character set",
        "/UseCMap": "encoding",
    },
    "character set": _plain("Registry Ordering Supplement"),
}
