"""Numbers, durations and errors as a person is told them."""

from index.errors import QaError
from index.report import Report
from qa.chat.text import line
from qa.wording import counted

_PROBLEMS_SHOWN = 3


def about(seconds: float) -> str:
    """Such as "20 s", "3 min" and "2 h"."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{round(seconds / 3600)} h"


def told(error: BaseException) -> str:
    """The error in one line: the person's own kind as it is, any other with its name."""
    text = line(str(error))
    if isinstance(error, QaError):
        return text[:1].upper() + text[1:]
    return f"Unexpected {type(error).__name__}: {text}" if text else f"Unexpected {type(error).__name__}"


def summary(report: Report) -> str:
    """What a run did, in a few words; empty if it did nothing worth telling."""
    parts = [
        f"{counted(len(report.added), 'new article')}" if report.added else "",
        f"{len(report.changed):,} changed" if report.changed else "",
        f"{len(report.renamed):,} renamed" if report.renamed else "",
        f"{len(report.removed):,} removed" if report.removed else "",
        f"{counted(len(report.problems), 'file')} not read" if report.problems else "",
    ]
    return " · ".join(part for part in parts if part)


def problems(report: Report) -> str:
    """Which files were not read, and why, a line each; of many the first few."""
    lines = [f"{line(path)}: {line(reason)}" for path, reason in report.problems[:_PROBLEMS_SHOWN]]
    more = len(report.problems) - len(lines)
    return "\n".join(lines + ([f"and {more:,} more: run  qa status"] if more else []))
