"""The one who brings an index up to date with its articles."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from index.errors import OtherVersion
from index.files import check_corpus
from index.passages import PassageSplitter
from index.report import ProgressCallback, Report
from index.store import Store
from index.sync import Sync
from index.tokenizer import Tokenizer
from qa.home import Home
from qa.models import Models
from qa.opened_index import open_words


class Writer:
    """Writes one index, while it holds the lock for that."""

    def __init__(self, home: Home, models: Models) -> None:
        self._home = home
        self._models = models

    def sync(
        self,
        progress: ProgressCallback,
        save_vectors: Callable[[Store], None],
        let_go: Callable[[], None],
        *,
        rebuild: bool,
        follow_links: bool | None,
        wait_s: float,
    ) -> Report:
        """One run, as `Library.sync` has it.

        `save_vectors` has the vector index follow the store; `let_go` closes what is open of an index that has to be
        deleted. Raises QaError.
        """
        home, model = self._home, self._models.model
        check_corpus(home.corpus)
        splitter = PassageSplitter(Tokenizer(model.folder), model.max_tokens)
        # A corpus that goes away just now is not to come back as an empty folder.
        home.folder.make(parents=not home.folder.path.is_relative_to(home.corpus))
        with home.told_errors(), home.folder.writing(wait_s):
            if rebuild:
                self._start_over(let_go)
            with closing(Store(home.folder.path, create=True)) as store:
                self._claim(store)
                links = _links_followed(store, follow_links)
                run = Sync(home.corpus, store, open_words(home.folder), splitter, progress, follow_links=links)
                run.read()
                if store.counts().pending:
                    run.embed(self._models.encoder())
                save_vectors(store)
                store.forget_removals()
                store.put_meta("last_run", datetime.now().astimezone().isoformat(timespec="seconds"))
        return run.report

    def _start_over(self, let_go: Callable[[], None]) -> None:
        try:
            with closing(Store(self._home.folder.path, create=True)) as store:
                store.check()
                store.clear()  # so that others who have the store open see it happen
        except (sqlite3.DatabaseError, OtherVersion):
            let_go()
            self._home.folder.clear()

    def _claim(self, store: Store) -> None:
        """Makes the index this model's, unless it is another's."""
        model = self._models.model
        if not store.meta("fingerprint", ""):
            store.put_meta("model", model.name)
            store.put_meta("fingerprint", model.fingerprint)
        self._home.check_model(store, model)


def _links_followed(store: Store, wanted: bool | None) -> bool:
    """Whether links are followed that lead out of the corpus; what was wanted once is remembered."""
    if wanted is not None:
        store.put_meta("follow_links", wanted)
    return bool(store.meta("follow_links", 0))
