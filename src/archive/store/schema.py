"""The tables that catalogue and edition share, and those of the edition alone. They are an interface: people write
SQL on them.
"""

SCHEMA = """
CREATE TABLE items (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    access TEXT,
    harvest INTEGER,
    title TEXT,
    description TEXT,
    creator TEXT,
    date TEXT,
    date_edtf TEXT,
    date_earliest TEXT,
    date_latest TEXT,
    language TEXT,
    rights TEXT,
    warning TEXT,
    thumbnail TEXT,
    updated TEXT
);
CREATE INDEX items_kind ON items (kind, id);
CREATE TABLE statements (
    item TEXT NOT NULL REFERENCES items(id),
    term TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    language TEXT,
    datatype TEXT,
    uri TEXT,
    PRIMARY KEY (item, term, position)
) WITHOUT ROWID; -- a third smaller, and what an item has lies together
CREATE TABLE files (
    item TEXT NOT NULL REFERENCES items(id),
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    path TEXT NOT NULL,
    media_type TEXT NOT NULL,
    puid TEXT,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    duration REAL,
    PRIMARY KEY (item, position, role)
);
CREATE INDEX files_path ON files (path);
CREATE TABLE passages (
    item TEXT NOT NULL REFERENCES items(id),
    position INTEGER NOT NULL,
    file INTEGER NOT NULL,
    text TEXT NOT NULL,
    language TEXT,
    speaker TEXT,
    start REAL,
    "end" REAL,
    page INTEGER,
    form TEXT,
    PRIMARY KEY (item, position)
);
CREATE TABLE tombstones (
    id TEXT PRIMARY KEY,
    date TEXT NOT NULL,
    reason TEXT NOT NULL
);
"""

CONCEPTS = """
CREATE TABLE concepts (
    id TEXT PRIMARY KEY,
    vocabulary TEXT NOT NULL,
    labels TEXT NOT NULL, -- JSON: the label by language
    also TEXT NOT NULL,   -- JSON: a list of other spellings
    uri TEXT,
    broader TEXT
);
CREATE TABLE statement_concepts (
    item TEXT NOT NULL REFERENCES items(id),
    term TEXT NOT NULL,
    position INTEGER NOT NULL,
    concept TEXT NOT NULL REFERENCES concepts(id),
    PRIMARY KEY (item, term, position)
) WITHOUT ROWID;
CREATE INDEX statement_concepts_concept ON statement_concepts (concept);
"""

RELATED = """
CREATE TABLE related (
    item TEXT NOT NULL REFERENCES items(id),
    term TEXT NOT NULL,
    position INTEGER NOT NULL,
    other TEXT NOT NULL REFERENCES items(id),
    PRIMARY KEY (item, term, position)
) WITHOUT ROWID;
"""

EDITION = SCHEMA + CONCEPTS + RELATED
