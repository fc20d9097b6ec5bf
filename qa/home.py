"""Where articles and their index live, and how trouble with the two is told."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.database import is_damage
from index.errors import IndexDamaged, IndexNotWritable, ModelMismatch, NotIndexed, OtherVersion
from index.files import check_corpus
from index.folder import FOLDER_NAME, IndexFolder
from index.model import Model

if TYPE_CHECKING:
    from index.store import Store


class Home:
    """A folder of articles and the folder of its index."""

    def __init__(self, corpus: Path, index: Path | None = None) -> None:
        """`index` is ".qa" in the corpus if nowhere else."""
        self.corpus = corpus
        self.folder = IndexFolder(index or corpus / FOLDER_NAME)

    @property
    def index_command(self) -> str:
        """What brings this index up to date."""
        elsewhere = "" if self.folder.path == self.corpus / FOLDER_NAME else f" --index {self.folder.path}"
        return f"qa index {self.corpus}{elsewhere}"

    def opened_store(self) -> "Store":
        """A connection of its own, for the caller to close. Raises NotIndexed, CorpusNotFound."""
        from index.store import Store

        with suppress(NotIndexed), ExitStack() as opened:
            store = opened.enter_context(closing(Store(self.folder.path)))
            if store.meta("fingerprint", ""):  # none while it is just being made
                opened.pop_all()
                return store
        check_corpus(self.corpus)
        raise NotIndexed(f"{self.corpus} is not indexed yet: run  {self.index_command}")

    def made_with(self) -> str | None:
        """The name of the model that the index was made with; None where there is none that can be read."""
        from index.store import Store

        if not self.folder.holds_index:
            return None
        try:
            with self.told_errors(), closing(Store(self.folder.path)) as store:
                return store.meta("model", "") or None
        except (NotIndexed, IndexDamaged, OtherVersion):  # whoever opens the index will say so
            return None

    def check_model(self, store: "Store", model: Model) -> None:
        """Raises ModelMismatch if the index was made with another model."""
        if store.meta("fingerprint", "") in (model.fingerprint, ""):  # none while it is being made anew
            return
        made_with, wanted = store.meta("model", "?"), model.name
        other = f"not with {wanted}" if wanted != made_with else "but its files have changed since"
        raise ModelMismatch(
            f"the index in {self.folder.path} was made with the model {made_with}, {other}: "
            f"run  {self.index_command} --rebuild --model {wanted}"
        )

    @contextmanager
    def told_errors(self) -> Iterator[None]:
        """The errors of the index as one line that says what to do."""
        anew = f"run  {self.index_command} --rebuild  to make it anew from the articles"
        try:
            yield
        except OtherVersion as error:
            raise OtherVersion(f"the index {self.folder.path} was {error}: {anew}") from None
        except (sqlite3.DatabaseError, OSError) as error:
            if is_damage(error):
                raise IndexDamaged(f"the index {self.folder.path} is damaged ({error}): {anew}") from error
            reason = error.strerror if isinstance(error, OSError) else error
            raise IndexNotWritable(
                f"the index {self.folder.path} cannot be used ({reason}): what was done by then is kept; "
                "make room, or put the index elsewhere with --index DIR"
            ) from error
