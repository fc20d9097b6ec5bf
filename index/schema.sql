-- The truth of an index. Passage ids grow and are never reused; each change has a generation of its own.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta VALUES ('generation', 0);
INSERT INTO meta VALUES ('identity', random());  -- so that nothing follows a store that it was not made from
INSERT INTO meta VALUES ('forgotten', 0);        -- generation up to which removals are no longer listed

-- Every file of the corpus that was looked at, also those that gave no article.
CREATE TABLE files (
    path TEXT PRIMARY KEY,              -- relative to the corpus, with forward slashes
    size_bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,          -- 0 where the file may have changed since within the clock's step
    ctime_ns INTEGER NOT NULL,
    content_hash BLOB NOT NULL,         -- empty where the file could not be read
    problem TEXT                        -- why there is no article; NULL where there is one
) STRICT;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE REFERENCES files ON DELETE CASCADE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT,
    published TEXT,
    source_url TEXT,
    site TEXT,
    language TEXT NOT NULL,             -- ISO 639 code
    lined INTEGER NOT NULL,
    notes TEXT NOT NULL                 -- a line a note
) STRICT;

-- So that they are told apart without a walk through their texts.
CREATE INDEX articles_facts ON articles (path, title, published, source_url, site);

CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    "start" INTEGER NOT NULL,           -- [start, end) in articles.text, code points
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    sentences BLOB NOT NULL,            -- [start, end) in text, pairs of int32, little-endian
    context TEXT NOT NULL,
    line INTEGER,
    page INTEGER,
    heading TEXT,
    key BLOB NOT NULL,                  -- of its vectors: hash of the model and all that it reads
    added INTEGER NOT NULL,             -- generation
    embedded INTEGER                    -- generation at which its vectors were there; NULL while they are not
) STRICT;

CREATE INDEX passages_of_article ON passages (article_id);
CREATE INDEX passages_by_key ON passages (key);
CREATE INDEX passages_added ON passages (added);
CREATE INDEX passages_embedded ON passages (embedded);

CREATE TABLE vectors (
    key BLOB PRIMARY KEY,
    passage BLOB NOT NULL,              -- CRC-32, then (dim,) float16, unit length
    sentences BLOB NOT NULL             -- CRC-32, then (sentences, dim) float16, rows of unit length
) STRICT;

CREATE TABLE removed (
    passage_id INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
) STRICT;

CREATE INDEX removed_generation ON removed (generation);

CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO removed VALUES (old.id, (SELECT value FROM meta WHERE key = 'generation'));
END;
