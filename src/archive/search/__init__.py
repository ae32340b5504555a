"""How words are compared, when building an index, when asking and when showing what was found."""

from archive.search.asking import ORDERS, Hit, Query, Results, ask
from archive.search.facets import ALONE, FACETS, Count, Index, load
from archive.search.index import build
from archive.search.letters import fold
from archive.search.pieces import excerpt, highlight
from archive.search.words import Token, analyse

__all__ = [
    "ALONE",
    "FACETS",
    "ORDERS",
    "Count",
    "Hit",
    "Index",
    "Query",
    "Results",
    "Token",
    "analyse",
    "ask",
    "build",
    "excerpt",
    "fold",
    "highlight",
    "load",
]
