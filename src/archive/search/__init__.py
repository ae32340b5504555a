"""How words are compared, when building an index, when asking and when showing what was found."""

from archive.search.asking import Hit, Query, Results, ask
from archive.search.index import build
from archive.search.letters import fold
from archive.search.pieces import excerpt, highlight
from archive.search.words import Token, analyse

__all__ = ["Hit", "Query", "Results", "Token", "analyse", "ask", "build", "excerpt", "fold", "highlight"]
