"""What the store holds, read: by those who ask, and by those who follow its changes."""

import json
from collections.abc import Iterable, Iterator, Sequence

from index.database import Database
from index.encoder import PassageInput, PassageVectors, Vectors
from index.records import (
    NOTHING_YET,
    ArticleFacts,
    Counts,
    FileState,
    PassageOfArticle,
    PassageRecord,
    Stamp,
)
from index.rows import floats, passage_record, passage_vectors, places, spans


class StoreView(Database):
    """The readable side of the store; `reading` holds several reads to one state."""

    def counts(self) -> Counts:
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages), "
            "(SELECT count(*) FROM passages WHERE embedded IS NULL), "
            "(SELECT value FROM meta WHERE key = 'generation')"
        ).fetchone()
        return Counts(*row)

    def files(self) -> dict[str, FileState]:
        """Every file that was looked at, by its path."""
        rows = self._connection.execute("SELECT path, size_bytes, mtime_ns, ctime_ns, content_hash, problem FROM files")
        return {path: FileState(*state) for path, *state in rows}

    def article_facts(self) -> Iterator[ArticleFacts]:
        """What articles are told apart by, all of them."""
        return map(
            ArticleFacts._make,
            self._connection.execute("SELECT id, path, title, published, source_url, site FROM articles"),
        )

    def article_text(self, article_id: int) -> str | None:
        """The whole text as it was read; None if the article is no more."""
        row = self._connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def article_texts(self) -> Iterator[tuple[str, str]]:
        """(path, text) of each article."""
        return self._connection.execute("SELECT path, text FROM articles ORDER BY path")

    def problems(self) -> list[tuple[str, str]]:
        """(path, reason) of the files that gave no article, and of what could not even be listed."""
        rows = self._connection.execute("SELECT path, problem FROM files WHERE problem IS NOT NULL")
        return sorted([*rows, *self.unlisted()])

    def unlisted(self) -> list[tuple[str, str]]:
        """(path, reason) of what could not even be listed."""
        return [(path, reason) for path, reason in json.loads(self.meta("unlisted", "[]"))]

    def notes(self) -> list[tuple[str, str]]:
        """(path, what there is to know about how it was read) of the articles."""
        rows = self._connection.execute("SELECT path, notes FROM articles WHERE notes != '' ORDER BY path")
        return [(path, note) for path, notes in rows for note in notes.splitlines()]

    # Passages and their vectors

    def batches(self, size: int = 500) -> Iterator[list[int]]:
        """The ids of all passages, so many at a time."""
        last = 0
        while rows := self._connection.execute(
            "SELECT id FROM passages WHERE id > ? ORDER BY id LIMIT ?", (last, size)
        ).fetchall():
            yield [passage_id for (passage_id,) in rows]
            last = rows[-1][0]

    def passage_ids(self, articles: Iterable[int] | None = None, newer_than: int = 0) -> list[int]:
        """Ids of the passages that came after that generation, of those articles or of all."""
        among = "" if articles is None else "AND article_id IN (SELECT value FROM json_each(?))"
        values = [newer_than] if articles is None else [newer_than, json.dumps(list(articles))]
        rows = self._connection.execute(f"SELECT id FROM passages WHERE added > ? {among}", values)
        return [passage_id for (passage_id,) in rows]

    def passages_by_article(self) -> list[PassageOfArticle]:
        """All passages, those of an article together and in their order."""
        rows = self._connection.execute(
            'SELECT a.path, a.title, p."start", p.text FROM passages AS p JOIN articles AS a ON a.id = p.article_id '
            'ORDER BY a.path, p."start"'
        )
        return [PassageOfArticle._make(row) for row in rows]

    def texts(self, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
        """(id, text) of those passages."""
        return self._connection.execute(
            "SELECT id, text FROM passages WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )

    def passages(self, ids: Sequence[int]) -> dict[int, PassageRecord]:
        """The passages of those ids, by id; those that are no more are left out."""
        rows = self._connection.execute(
            "SELECT p.id, a.id, a.path, a.title, a.author, a.published, a.source_url, a.site, a.language, "
            'f.content_hash, p."start", p."end", p.text, p.sentences, p.context, p.line, p.page, p.heading, p.key '
            "FROM passages AS p JOIN articles AS a ON a.id = p.article_id JOIN files AS f ON f.path = a.path "
            f"WHERE p.id IN ({places(ids)})",
            list(ids),
        )
        fingerprint = self.meta("fingerprint", "")
        return {row[0]: passage_record(row, fingerprint) for row in rows}

    def vectors(self, ids: Sequence[int]) -> dict[int, PassageVectors | None]:
        """The vectors of those of the passages that are there, by id; None where they are still to come."""
        rows = self._connection.execute(
            "SELECT p.id, v.passage, v.sentences FROM passages AS p LEFT JOIN vectors AS v ON v.key = p.key "
            f"WHERE p.id IN ({places(ids)})",
            list(ids),
        )
        return {passage_id: passage_vectors(*stored) if stored[0] else None for passage_id, *stored in rows}

    def pending(self, limit: int) -> list[tuple[bytes, PassageInput]]:
        """The key and text of up to `limit` passages without vectors, in the order they came, no key twice."""
        rows = self._connection.execute(
            "SELECT key, context, text, sentences FROM passages WHERE embedded IS NULL ORDER BY id LIMIT ?", (limit,)
        )
        found: dict[bytes, PassageInput] = {}
        for key, context, text, stored in rows:
            found.setdefault(key, PassageInput(context, text, spans(stored)))
        return list(found.items())

    def stamp(self, generation: int) -> Stamp:
        return Stamp(self.meta("identity", 0), generation)

    def goes_on_from(self, stamp: Stamp) -> int:
        """The generation from which a follower goes on; -1 where it has to start over.

        It has to if it was made from another store, or if too much was forgotten of what has been removed since.
        """
        known = self.meta("forgotten", 0) <= stamp.generation <= self.generation
        return stamp.generation if known and stamp.store == self.meta("identity", 0) else NOTHING_YET.generation

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
            "coalesce((SELECT max(generation) FROM removed), 0), (SELECT value FROM meta WHERE key = 'forgotten'))"
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
        return ((passage_id, floats(vector)) for passage_id, vector in rows)

    def removed_since(self, generation: int) -> list[int]:
        """Ids of the passages that went after that generation."""
        rows = self._connection.execute("SELECT passage_id FROM removed WHERE generation > ?", (generation,))
        return [passage_id for (passage_id,) in rows]
