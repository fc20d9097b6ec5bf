"""The line that says how much there is and what is going on."""

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from index.records import Counts
from index.report import Progress
from qa.chat.pace import Pace
from qa.chat.text import MUTED, line
from qa.chat.wording import about
from qa.wording import counted

_BAR_CELLS = 10


class StatusBar(Static):
    """What is going on at the left; articles, passages and model at the right, as far as there is room."""

    counts: reactive[Counts | None] = reactive(None)
    model = reactive("")
    model_is_loading = reactive(False)
    syncing = reactive(False)
    failed = reactive(False)
    """Whether the last run came to an error."""
    progress: reactive[Progress | None] = reactive(None)
    outcome = reactive("")
    """What the last run did."""

    def __init__(self) -> None:
        super().__init__()
        self._pace = Pace()

    def render(self) -> Content:
        left, width = self._activity(), self.size.width
        for right in self._holdings():
            gap = width - left.cell_length - right.cell_length
            if gap >= 2:
                return Content.assemble(left, " " * gap, right)
        return left.truncate(width, ellipsis=True)

    def _activity(self) -> Content:
        if self.syncing and (progress := self.progress) and progress.done < progress.total:
            return Content.assemble((_bar(progress), "$text-primary"), f" {self._stage(progress)}")
        if self.model_is_loading:
            return Content.assemble(("◌", "$text-warning"), " loading the model…")
        if self.syncing:
            what = "embedding new passages…" if self.progress else "looking for new articles…"
            return Content.assemble(("◌", "$text-warning"), f" {what}")
        if self.failed:
            return Content.assemble(("●", "$text-error"), " not up to date")
        return Content.assemble(("●", "$text-success"), f" ready{f' · {self.outcome}' if self.outcome else ''}")

    def _stage(self, progress: Progress) -> str:
        left_s = self._pace.time_left_s(progress)
        left = f" · {about(left_s)} left" if left_s is not None else ""
        return f"{progress.stage} {progress.done:,}/{progress.total:,} {progress.unit}{left}"

    def _holdings(self) -> list[Content]:
        """What there is, from the most that can be said to the least."""
        parts = []
        if counts := self.counts:
            parts = [counted(counts.articles, "article"), counted(counts.passages, "passage")]
            parts += [f"{counts.pending:,} pending"] if counts.pending else []
        parts += [line(self.model)] if self.model else []
        return [Content.styled(" · ".join(parts[:number]), MUTED) for number in range(len(parts), 0, -1)]


def _bar(progress: Progress) -> str:
    full = progress.done * _BAR_CELLS // progress.total
    return "━" * full + "─" * (_BAR_CELLS - full)
