-- What was asked about one folder of articles, and what was answered then.

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;

CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    asked_at TEXT NOT NULL,             -- ISO 8601, UTC
    asked TEXT NOT NULL,                -- as it was typed, with its filters
    answer TEXT NOT NULL                -- JSON, see answers.py
) STRICT;

CREATE INDEX turns_of_conversation ON turns (conversation_id);

-- Citations that a person said were right or wrong.
CREATE TABLE marks (
    question TEXT NOT NULL,
    history TEXT NOT NULL,              -- JSON list: question and reply before it, or nothing
    path TEXT NOT NULL,                 -- of the article, relative to the corpus
    "start" INTEGER NOT NULL,           -- [start, end) of the passage in the article's text
    "end" INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    is_right INTEGER NOT NULL,
    PRIMARY KEY (question, history, path, "start", "end")
) STRICT;

-- Questions to be asked again of new articles.
CREATE TABLE saved (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asked TEXT NOT NULL UNIQUE,
    generation INTEGER NOT NULL         -- of the index up to which it was asked
) STRICT;
