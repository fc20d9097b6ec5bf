"""What can go wrong, each told in one line that says what, which value, and what to do."""


class QaError(Exception):
    """Base of all errors meant for the person at the terminal; `str(error)` is one line."""


class UnreadableFile(QaError):
    """A file of the corpus gives no article; the message is the reason, without the path."""


class CorpusNotFound(QaError):
    """The corpus is no folder, or may not be read."""


class IndexNotWritable(QaError):
    """The index folder cannot be written."""


class NotIndexed(QaError):
    """There is no index yet."""


class IndexDamaged(QaError):
    """The store, which holds the truth, cannot be read."""


class FetchFailed(QaError):
    """An address gave no article; the message is the reason, without the address."""


class OtherVersion(QaError):
    """The index was made by another version of qa, and is to be made anew."""


class IndexBusy(QaError):
    """Another process is writing the index."""


class ModelNotFound(QaError):
    """No sentence-transformers model under that name or in that folder."""


class ModelDamaged(QaError):
    """The model's files are there, but not as they should be."""


class ModelMismatch(QaError):
    """The index was made with another model than the one asked for."""


def reason_of(error: BaseException) -> str:
    """The first line of what a library's error says; its name where it says nothing."""
    lines = str(error).split("\n")
    return next(filter(None, map(str.strip, lines)), type(error).__name__)
