"""The private tables of the catalogue, beside those that it shares with the edition."""

from archive.store.schema import SCHEMA

VERSION = 5

PRIVATE = f"""
PRAGMA user_version = {VERSION};
CREATE TABLE sources (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL -- ok; refused: what it held before still stands; clash: an id in it is not its own
);
CREATE TABLE mapped ( -- which sheets are read by a mapping, and may not be read without one
    source TEXT PRIMARY KEY,
    mapping TEXT NOT NULL
);
CREATE TABLE problems (
    source TEXT NOT NULL,
    line INTEGER,
    "column" TEXT,
    term TEXT,
    found TEXT NOT NULL,
    expected TEXT NOT NULL,
    severity TEXT NOT NULL
);
CREATE INDEX problems_source ON problems (source);
CREATE TABLE records (
    item TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    line INTEGER,
    digest TEXT NOT NULL,
    body TEXT NOT NULL, -- JSON: what of the record is no statement
    clash TEXT,         -- where else a record has this id
    doubt TEXT          -- what its source, which is refused, now says of who may see it
);
CREATE INDEX records_source ON records (source);
CREATE TABLE claims ( -- who has an id that is in dispute
    item TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER
);
CREATE TABLE wanted (
    item TEXT NOT NULL,
    position INTEGER NOT NULL,
    written TEXT NOT NULL, -- the path as the record has it
    PRIMARY KEY (item, position)
);
CREATE TABLE linked ( -- what a path in a record stood for when it was last there
    item TEXT NOT NULL,
    written TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    PRIMARY KEY (item, written)
);
CREATE TABLE unlinked (item TEXT PRIMARY KEY); -- items whose files and passages have yet to be written
CREATE TABLE originals (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    composed TEXT NOT NULL, -- the path in Unicode's form C, by which records are matched
    suffixes TEXT NOT NULL  -- of the file's name: they tell, with the bytes, what is in the file
);
CREATE INDEX originals_composed ON originals (composed);
CREATE TABLE stats (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,
    ctime INTEGER NOT NULL
);
CREATE TABLE examined (
    sha256 TEXT NOT NULL,
    suffixes TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    body TEXT NOT NULL, -- JSON: what examining the file brought to light
    trouble TEXT,       -- JSON: in words what could not be read, NULL where all could
    unreadable INTEGER NOT NULL, -- whether that is all that can be said of it
    lacks TEXT,         -- JSON: the programs with which it would show more, NULL where it has all
    pictures INTEGER NOT NULL, -- how many derivatives were made
    PRIMARY KEY (sha256, suffixes)
);
CREATE INDEX examined_trouble ON examined (sha256) WHERE trouble IS NOT NULL;
CREATE INDEX examined_lacks ON examined (lacks) WHERE lacks IS NOT NULL;
CREATE TABLE events (
    line INTEGER NOT NULL,
    position INTEGER NOT NULL,
    time TEXT NOT NULL,
    agent TEXT NOT NULL,
    type TEXT NOT NULL,
    object TEXT NOT NULL,
    digest TEXT,
    PRIMARY KEY (line, position)
);
CREATE INDEX events_object ON events (object);
CREATE TABLE journal (
    lines INTEGER NOT NULL,
    "end" INTEGER NOT NULL, -- bytes
    hash TEXT NOT NULL
);
"""

ALL = SCHEMA + PRIVATE
