"""What the commands print: in colours where a terminal shows it, plainly elsewhere."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.style import Style
from rich.text import Text

from index.cleaning import UNSAFE, clean, one_line, refilled
from index.records import Counts
from index.report import Progress, Report
from qa.answer import Answer, Citation
from qa.doctor.finding import Finding, State
from qa.source import file_link
from qa.status import Status
from qa.wording import counted, nothing_answers

_MOST_LISTED = 20
"""So many unreadable files are named; of the others, the number."""
_NARROWEST, _WIDEST = 10, 100
"""Columns of running text, however narrow or wide the terminal."""
_INDENT = "    "
_MARKS = {State.WELL: ("✓", "green"), State.LOOK: ("!", "yellow"), State.ILL: ("✗", "red")}
_MOST_EXAMPLES = 5


class ProgressBar:
    """Shows on standard error how far a sync is; nothing where that is not a terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "ProgressBar":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bars.stop()

    def update(self, progress: Progress) -> None:
        if progress.stage not in self._tasks:
            self._tasks[progress.stage] = self._bars.add_task(progress.stage, total=progress.total, rate="")
        task = self._tasks[progress.stage]
        speed = self._bars.tasks[task].speed
        rate = f"{speed:,.0f} {progress.unit}/s" if speed else ""
        self._bars.update(task, completed=progress.done, total=progress.total, rate=rate)


def print_report(report: Report, counts: Counts, corpus: Path, *, err: bool = False) -> None:
    """What a sync did and could not do."""
    console = _console(err)
    _line(console, _done(report, _many(report.unchanged, "unchanged")))
    _print_notes(console, report.problems + report.notes, corpus)
    if report.other_kinds:
        kinds = ", ".join(f"{count} {one_line(suffix)}" for suffix, count in report.other_kinds.most_common(8))
        _line(console, f"left alone, as they are in no format that is read: {kinds}")
    _line(console, _held(counts))


def print_round(report: Report, counts: Counts, corpus: Path) -> None:
    """What a sync did, on one line, and what it could not do."""
    console = _console()
    _line(console, f"{datetime.now():%H:%M:%S}  {_done(report)} · {_held(counts)}")
    _print_notes(console, report.problems + report.notes, corpus)


def _done(report: Report, unchanged: str = "") -> str:
    done = [
        _many(len(report.added), "new"),
        _many(len(report.changed), "changed"),
        _many(len(report.renamed), "renamed"),
        _many(len(report.removed), "removed"),
        unchanged,
        _many(len(report.problems), "unreadable"),
        f"{counted(report.embedded, 'passage')} embedded" if report.resumed and report.embedded else "",
    ]
    return f"{', '.join(filter(None, done)) or 'no files'} in {report.took_s:.1f} s"


def print_status(status: Status) -> None:
    """What an index holds."""
    console = _console()
    engine = f" on {status.engine}" if status.engine else ""
    _line(console, _held(status.counts))
    _line(console, f"model {one_line(status.model)}{engine}, generation {status.counts.generation}")
    sizes = ", ".join(f"{part} {size / 2**20:.1f} MiB" for part, size in status.sizes_bytes.items())
    _line(console, f"{one_line(status.index)}: {sizes}")
    if status.last_run:
        _line(console, f"last brought up to date {status.last_run}")
    _print_notes(console, status.unreadable + status.notes, Path(status.corpus))


def print_finding(finding: Finding, corpus: Path) -> None:
    """What a check found of the corpus, and what to do."""
    console = _console()
    mark, style = _MARKS[finding.state]
    head = Text(f"{mark} ", style=style).append(f"{finding.check}: ", style="bold").append(one_line(finding.told))
    console.print(head, soft_wrap=True)
    for example in finding.examples[:_MOST_EXAMPLES]:
        _line(console, f"{_INDENT}{one_line(example)}")
    if len(finding.examples) > _MOST_EXAMPLES:
        more = len(finding.examples) - _MOST_EXAMPLES
        _line(console, f"{_INDENT}… and {more:,} more: see  qa doctor {one_line(str(corpus))} --json")
    if finding.remedy:
        _line(console, f"{_INDENT}→ {one_line(finding.remedy)}")


def print_settings(path: Path, settings: Sequence[tuple[str, str, str]]) -> None:
    """The configuration file, and each setting with where it is from."""
    console = _console()
    _line(console, one_line(str(path)) + ("" if path.exists() else "  (no such file yet)"))
    names, values = (max(len(row[at]) for row in settings) for at in (0, 1))
    for name, value, origin in settings:
        _line(console, f"  {one_line(name):{names}}  {one_line(value):{values}}  {origin}")


def print_question(asked: str) -> None:
    """What the answer that follows is to."""
    _console().print(Text(f"\n> {one_line(asked)}", style="bold"), soft_wrap=True)


def print_answer(answer: Answer, corpus: Path) -> None:
    """The passages with their citations, the answering sentences marked; titles link to their files in the corpus."""
    console = _console()
    if answer.follows:
        console.print(Text(f"Read after: “{one_line(answer.follows)}”", style="dim"), soft_wrap=True)
    if answer.only:
        console.print(Text(one_line(answer.only), style="dim"), soft_wrap=True)
    if not answer.answered:
        _line(console, nothing_answers(answer))
        if answer.citations:
            console.print("\nNearest passages:", markup=False)
    for citation in answer.citations:
        console.print()
        _print_citation(console, citation, file_link(corpus, citation.article))
    found = f"{len(answer.citations)} of {counted(answer.among, 'passage')}"
    _line(console, f"\n{found}, {answer.took_s * 1000:.0f} ms")
    if answer.index.pending:
        _line(console, f"{counted(answer.index.pending, 'passage')} found by words only, until embedded")


def print_json(value: object) -> None:
    """One line of JSON, with all characters that a terminal might obey written as escapes."""
    print(UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False)), flush=True)


def _print_citation(console: Console, citation: Citation, link: str) -> None:
    article = citation.article
    where = f"{article.path}:{citation.line}" if citation.line else article.path
    page = f"page {citation.page}" if citation.page else ""
    details = filter(None, [where, page, article.published, citation.strength])
    head = Text(f"[{citation.number}] ", style="bold")
    head.append(one_line(article.title), style=Style(color="cyan", bold=True, link=link))
    head.append(f"  {one_line(' · '.join(details))}", style="dim")
    console.print(head, soft_wrap=True)
    for line in _passage(citation, marked=not console.color_system).wrap(console, console.width - len(_INDENT)):
        line.rstrip()
        console.print(Text(_INDENT) + line if line else line, soft_wrap=True)
    if citation.also:
        console.print(Text(f"{_INDENT}{one_line(citation.also_in)}", style="dim"), soft_wrap=True)


def _passage(citation: Citation, *, marked: bool) -> Text:
    """The passage with its sentence in bold, or between marks where there is no bold."""
    start, end = citation.marked
    text = refilled(clean(citation.passage.text))
    before, after = ("▸ ", " ◂") if marked else ("", "")
    return Text.assemble(text[:start], (f"{before}{text[start:end]}{after}", "bold yellow"), text[end:])


def _print_notes(console: Console, notes: list[tuple[str, str]], corpus: Path) -> None:
    for path, reason in notes[:_MOST_LISTED]:
        _line(console, f"  {one_line(path)}: {one_line(reason)}")
    if len(notes) > _MOST_LISTED:
        _line(console, f"  … and {len(notes) - _MOST_LISTED:,} more: see  qa status {one_line(str(corpus))} --json")


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Rich would end the program with the status that says that nothing answers."""
        raise BrokenPipeError


def _console(err: bool = False) -> Console:
    console = _Console(stderr=err, highlight=False)
    console.width = max(_NARROWEST, min(console.width, _WIDEST))
    return console


def _held(counts: Counts) -> str:
    held = f"{counted(counts.articles, 'article')}, {counted(counts.passages, 'passage')}"
    return f"{held}, {counts.pending:,} of them found by words only so far" if counts.pending else held


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count else ""
