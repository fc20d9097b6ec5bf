"""The one truth of an index: articles, passages, sentence spans and vectors, in SQLite.

Each change is one transaction, numbered by a growing generation, so that what is derived from the store can follow
it: see `passages_since`, `vectors_since` and `removed_since`.
"""

import json
from collections.abc import Iterable, Sequence

import numpy as np

from index.article import Article
from index.encoder import PassageVectors
from index.passages import Passage
from index.records import FileState
from index.rows import halves, vector_key
from index.view import StoreView


class Store(StoreView):
    """The store with all that changes it."""

    def clear(self) -> None:
        """Forgets everything, the model too."""
        with self._change():
            for table in ("files", "vectors"):
                self._connection.execute(f"DELETE FROM {table}")
            self._connection.execute("DELETE FROM meta WHERE key IN ('model', 'fingerprint', 'unlisted')")

    def touch(self, path: str, state: FileState) -> None:
        """Notes that the file looks different from outside but says the same."""
        self._connection.execute(
            "UPDATE files SET size_bytes = ?, mtime_ns = ?, ctime_ns = ? WHERE path = ?",
            (state.size_bytes, state.mtime_ns, state.ctime_ns, path),
        )

    def remove(self, path: str) -> None:
        """Forgets the file and its article."""
        with self._change():
            self._connection.execute("DELETE FROM files WHERE path = ?", (path,))

    def put_problem(self, path: str, state: FileState) -> None:
        """Notes a file that gives no article; one that it gave before is gone."""
        with self._change():
            self._put_file(path, state)

    def put_unlisted(self, problems: list[tuple[str, str]]) -> None:
        """Notes what could not even be listed, in the place of what could not be before."""
        self.put_meta("unlisted", json.dumps(problems))

    def put_article(self, path: str, state: FileState, article: Article, passages: Sequence[Passage]) -> None:
        """Puts the article in the place of what the file gave before; vectors that are known already are kept."""
        with self._change() as generation:
            self._put_file(path, state)
            article_id = self._insert_article(path, article)
            fingerprint = self.meta("fingerprint", "")
            for passage in passages:
                self._insert_passage(article_id, passage, vector_key(fingerprint, passage), generation)

    def _put_file(self, path: str, state: FileState) -> None:
        self._connection.execute("DELETE FROM files WHERE path = ?", (path,))
        self._connection.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
            (path, state.size_bytes, state.mtime_ns, state.ctime_ns, state.content_hash, state.problem),
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

    def put_vectors(self, vectors: Iterable[tuple[bytes, PassageVectors]]) -> int:
        """Keeps the vectors, and thereby makes the passages of those keys known to `vectors_since`: so many."""
        passages = 0
        with self._change() as generation:
            for key, made in vectors:
                self._connection.execute(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                    (key, halves(made.passage), halves(made.sentences)),
                )
                passages += self._connection.execute(
                    "UPDATE passages SET embedded = ? WHERE key = ? AND embedded IS NULL", (generation, key)
                ).rowcount
        return passages

    def drop_unused_vectors(self) -> None:
        """Forgets the vectors of passages that are no more."""
        self._connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM passages)")

    def forget_removals(self) -> None:
        """Shortens the list of what was removed, once it is longer than starting over would be for a follower.

        To be called when all that is derived from the store has followed it; who has not starts over.
        """
        with self._transaction():
            self._connection.execute(
                "UPDATE meta SET value = (SELECT max(generation) FROM removed) WHERE key = 'forgotten' "
                "AND (SELECT count(*) FROM removed) > (SELECT count(*) FROM passages)"
            )
            self._connection.execute(
                "DELETE FROM removed WHERE generation <= (SELECT value FROM meta WHERE key = 'forgotten')"
            )
