"""The one truth of an index: articles, passages, sentence spans and vectors, in SQLite.

Each change is one transaction, numbered by a growing generation, so that what is derived from the store can follow
it: see `passages_since`, `vectors_since` and `removed_since`.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.encoder import PassageInput, PassageVectors, Vectors
from index.errors import NotIndexed
from index.passages import Passage
from index.records import ArticleRecord, Counts, FileState, PassageMatrix, PassageRecord
from index.sentences import Span

FILE_NAME = "store.sqlite"
_VERSION = 3
"""Of the schema and of the way passages are cut; an index of another version is made anew."""
_BUSY_TIMEOUT_S = 30
_BYTES_OF_HALF = 2
_Value = TypeVar("_Value", int, str)


class Store:
    """One connection to the store; threads take turns or open one each."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Opens the store in `folder`; with `create`, makes it if there is none.

        Raises NotIndexed when there is none, sqlite3.DatabaseError when it is broken or of another version.
        """
        path = folder / FILE_NAME
        if not create and not path.exists():
            raise NotIndexed(f"{folder} holds no index")
        self._path = path
        self._connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(create)
        except BaseException:
            self._connection.close()
            raise
        self._file = path.stat().st_ino

    @property
    def is_current(self) -> bool:
        """Whether the file is still the one that was opened, and not another in its place."""
        return self._path.exists() and self._path.stat().st_ino == self._file

    def close(self) -> None:
        self._connection.close()

    def _prepare(self, create: bool) -> None:
        self._connection.execute("PRAGMA foreign_keys = ON")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and create:
            self._connection.execute("PRAGMA journal_mode = WAL")
            schema = resources.files("index").joinpath("schema.sql").read_text(encoding="utf-8")
            self._connection.executescript(f"BEGIN; {schema} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version == 0:
            raise NotIndexed("the index is just being made")
        elif version != _VERSION:
            raise sqlite3.DatabaseError(f"made by another version of qa, {version} where this one makes {_VERSION}")
        # With WAL a crash of the machine may cost the last transactions, never the database: they are made again.
        self._connection.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def _change(self) -> Iterator[int]:
        """One transaction under a generation of its own; what fails within leaves no trace."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            generation = self.meta("generation", 0) + 1
            self.put_meta("generation", generation)
            yield generation
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read within is of one state of the store."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def meta(self, key: str, default: _Value) -> _Value:
        """What is kept under the key; `default`, which is of the same type, where nothing is."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return cast(_Value, row[0]) if row else default

    def put_meta(self, key: str, value: int | str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def counts(self) -> Counts:
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages), "
            "(SELECT count(*) FROM passages WHERE embedded IS NULL), "
            "(SELECT value FROM meta WHERE key = 'generation')"
        ).fetchone()
        return Counts(*row)

    def clear(self) -> None:
        """Forgets everything, the model too."""
        with self._change():
            for table in ("files", "vectors"):
                self._connection.execute(f"DELETE FROM {table}")
            self._connection.execute("DELETE FROM meta WHERE key != 'generation'")

    # Files and articles

    def files(self) -> dict[str, FileState]:
        """Every file that was looked at, by its path."""
        rows = self._connection.execute("SELECT path, size_bytes, mtime_ns, content_hash, problem FROM files")
        return {path: FileState(*state) for path, *state in rows}

    def touch(self, path: str, state: FileState) -> None:
        """Notes that the file looks different from outside but says the same."""
        self._connection.execute(
            "UPDATE files SET size_bytes = ?, mtime_ns = ? WHERE path = ?", (state.size_bytes, state.mtime_ns, path)
        )

    def remove(self, path: str) -> None:
        """Forgets the file and its article."""
        with self._change():
            self._connection.execute("DELETE FROM files WHERE path = ?", (path,))

    def put_problem(self, path: str, state: FileState) -> None:
        """Notes a file that gives no article; one that it gave before is gone."""
        with self._change():
            self._put_file(path, state)

    def put_article(self, path: str, state: FileState, article: Article, passages: Sequence[Passage]) -> None:
        """Puts the article in the place of what the file gave before; vectors that are known already are kept."""
        with self._change() as generation:
            self._put_file(path, state)
            article_id = self._insert_article(path, article)
            fingerprint = self.meta("fingerprint", "")
            for passage in passages:
                self._insert_passage(article_id, passage, _key(fingerprint, passage), generation)

    def _put_file(self, path: str, state: FileState) -> None:
        self._connection.execute("DELETE FROM files WHERE path = ?", (path,))
        self._connection.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
            (path, state.size_bytes, state.mtime_ns, state.content_hash, state.problem),
        )

    def _insert_article(self, path: str, article: Article) -> int:
        cursor = self._connection.execute(
            "INSERT INTO articles (path, title, text, author, published, source_url, site, language, lined, "
            "notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (path, article.title, article.text, article.author, article.published, article.source_url, article.site,
             article.language, article.lined, "\n".join(article.notes)),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def _insert_passage(self, article_id: int, passage: Passage, key: bytes, generation: int) -> None:
        spans = np.array(passage.sentences, "<i4").tobytes()
        self._connection.execute(
            'INSERT INTO passages (article_id, "start", "end", text, sentences, context, line, page, heading, key, '
            "added, embedded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "CASE WHEN EXISTS (SELECT 1 FROM vectors WHERE vectors.key = ?10) THEN ?11 END)",
            (article_id, passage.start, passage.end, passage.text, spans, passage.context, passage.line, passage.page,
             passage.heading, key, generation),
        )  # fmt: skip

    # Vectors

    def pending(self, limit: int) -> list[tuple[bytes, PassageInput]]:
        """The key and text of up to `limit` passages without vectors, in the order they came, no key twice."""
        rows = self._connection.execute(
            "SELECT key, context, text, sentences FROM passages WHERE id IN "
            "(SELECT min(id) FROM passages WHERE embedded IS NULL GROUP BY key ORDER BY min(id) LIMIT ?)",
            (limit,),
        )
        return [(key, PassageInput(context, text, _spans(spans))) for key, context, text, spans in rows]

    def put_vectors(self, vectors: Iterable[tuple[bytes, PassageVectors]]) -> None:
        """Keeps the vectors, and thereby makes the passages of those keys known to `vectors_since`."""
        with self._change() as generation:
            for key, made in vectors:
                self._connection.execute(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                    (key, _halves(made.passage), _halves(made.sentences)),
                )
                self._connection.execute(
                    "UPDATE passages SET embedded = ? WHERE key = ? AND embedded IS NULL", (generation, key)
                )

    def drop_unused_vectors(self) -> None:
        """Forgets the vectors of passages that are no more."""
        self._connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM passages)")

    # What those who follow need

    @property
    def text_generation(self) -> int:
        """The generation of the last change to what the word index holds; 0 if there was none."""
        return self._last_change("added")

    @property
    def vector_generation(self) -> int:
        """The generation of the last change to what the vector index holds; 0 if there was none."""
        return self._last_change("embedded")

    def _last_change(self, column: str) -> int:
        row = self._connection.execute(
            f"SELECT max(coalesce((SELECT max({column}) FROM passages), 0), "
            "coalesce((SELECT max(generation) FROM removed), 0))"
        ).fetchone()
        return int(row[0])

    def passages_since(self, generation: int) -> Iterator[tuple[int, str, str, str]]:
        """(id, language, context, text) of each passage that came after that generation."""
        return self._connection.execute(
            "SELECT p.id, a.language, p.context, p.text FROM passages AS p JOIN articles AS a ON a.id = p.article_id "
            "WHERE p.added > ?",
            (generation,),
        )

    def vectors_since(self, generation: int) -> Iterator[tuple[int, Vectors]]:
        """(id, passage vector) of each passage whose vectors came after that generation."""
        rows = self._connection.execute(
            "SELECT id, passage FROM passages JOIN vectors USING (key) WHERE embedded > ? ORDER BY id", (generation,)
        )
        return ((passage_id, _floats(vector)) for passage_id, vector in rows)

    def removed_since(self, generation: int) -> list[int]:
        """Ids of the passages that went after that generation."""
        rows = self._connection.execute("SELECT passage_id FROM removed WHERE generation > ?", (generation,))
        return [passage_id for (passage_id,) in rows]

    # Lookups

    def existing(self, ids: Iterable[int]) -> list[int]:
        """Those of the ids that passages have now, in the order given."""
        asked = list(ids)
        rows = self._connection.execute(f"SELECT id FROM passages WHERE id IN ({_places(asked)})", asked)
        there = {passage_id for (passage_id,) in rows}
        return [passage_id for passage_id in asked if passage_id in there]

    def passages(self, ids: Sequence[int]) -> dict[int, PassageRecord]:
        """The passages of those ids, by id; those that are no more are left out."""
        rows = self._connection.execute(
            "SELECT p.id, a.id, a.path, a.title, a.author, a.published, a.source_url, a.site, a.language, "
            'f.content_hash, p."start", p."end", p.text, p.sentences, p.context, p.line, p.page, p.heading '
            "FROM passages AS p JOIN articles AS a ON a.id = p.article_id JOIN files AS f ON f.path = a.path "
            f"WHERE p.id IN ({_places(ids)})",
            list(ids),
        )
        return {row[0]: _record(row) for row in rows}

    def vectors(self, ids: Sequence[int]) -> PassageMatrix | None:
        """The vectors of those of the passages that have some; None if none has."""
        rows = self._connection.execute(
            "SELECT p.id, v.passage, v.sentences FROM passages AS p JOIN vectors AS v ON v.key = p.key "
            f"WHERE p.id IN ({_places(ids)})",
            list(ids),
        ).fetchall()
        if not rows:
            return None
        found, passages, sentences = zip(*rows, strict=True)
        dim = len(passages[0]) // _BYTES_OF_HALF
        return PassageMatrix(
            ids=list(found),
            passages=_floats(b"".join(passages)).reshape(-1, dim),
            sentences=_floats(b"".join(sentences)).reshape(-1, dim),
            sentence_counts=[len(stored) // (_BYTES_OF_HALF * dim) for stored in sentences],
        )

    def articles(self) -> Iterator[ArticleRecord]:
        """What is known of each article."""
        rows = self._connection.execute(
            "SELECT a.id, a.path, a.title, a.author, a.published, a.source_url, a.site, a.language, f.content_hash "
            "FROM articles AS a JOIN files AS f USING (path)"
        )
        return (ArticleRecord(*row) for row in rows)

    def passage_ids(self, articles: Iterable[int] | None = None, newer_than: int = 0) -> list[int]:
        """Ids of the passages that came after that generation, of those articles or of all."""
        among = "" if articles is None else "AND article_id IN (SELECT value FROM json_each(?))"
        values = [newer_than] if articles is None else [newer_than, json.dumps(list(articles))]
        rows = self._connection.execute(f"SELECT id FROM passages WHERE added > ? {among}", values)
        return [passage_id for (passage_id,) in rows]

    def texts(self, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
        """(id, text) of those passages."""
        return self._connection.execute(
            "SELECT id, text FROM passages WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )

    def article_text(self, article_id: int) -> str | None:
        """The whole text as it was read; None if the article is no more."""
        row = self._connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def notes(self) -> list[tuple[str, str]]:
        """(path, what could not be read) of the articles and of the files that gave none."""
        rows = self._connection.execute(
            "SELECT path, problem FROM files WHERE problem IS NOT NULL "
            "UNION ALL SELECT path, notes FROM articles WHERE notes != '' ORDER BY path"
        )
        return [(path, note) for path, notes in rows for note in notes.splitlines()]


def _key(fingerprint: str, passage: Passage) -> bytes:
    """Of the vectors: the same for the same model, text and sentences, whatever file they stand in."""
    parts = (fingerprint, passage.context, passage.text, repr(passage.sentences))
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()


def _spans(stored: bytes) -> tuple[Span, ...]:
    return tuple((int(start), int(end)) for start, end in np.frombuffer(stored, "<i4").reshape(-1, 2))


def _halves(vectors: Vectors) -> bytes:
    return vectors.astype("<f2").tobytes()


def _floats(stored: bytes) -> npt.NDArray[np.float32]:
    return np.frombuffer(stored, "<f2").astype(np.float32)


def _places(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _record(row: tuple[Any, ...]) -> PassageRecord:
    passage_id, *article, start, end, text, spans, context, line, page, heading = row
    return PassageRecord(
        id=passage_id,
        article=ArticleRecord(*article),
        start=start,
        end=end,
        text=text,
        sentences=_spans(spans),
        context=context,
        line=line,
        page=page,
        heading=heading,
    )
