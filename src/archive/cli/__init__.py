"""The command line: parse, call, print. What each command does is done in the rooms below."""

from archive.cli.main import main

__all__ = ["main"]
