"""What all citations in the conversation have in common: they can be chosen, read and checked."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from qa.answer import Citation
from qa.chat.text import MUTED, label
from qa.verification import Standing, Verdict

STRENGTH_STYLES = {"strong": "$text-success", "possible": "$text-warning"}
_MARKS = {True: ("+", "$text-success bold"), False: ("−", "$text-error bold")}  # noqa: RUF001
_STANDING_STYLES = {
    Standing.SAME: "$text-success",
    Standing.MOVED: "$text-warning",
    Standing.CHANGED: "$text-error",
    Standing.GONE: "$text-error",
}


class Cited(Vertical, can_focus=True):
    """A citation that can have the focus."""

    HELP = """
## A citation

**Enter** reads it in its article, **Space** shows and hides its passage here. **↑** and **↓** or the **digits** go to
the others, **o** opens the file, **w** says why it was found, **Escape** goes back to your question, and so does
any letter that is no key here.

✓ it stands in the file as it is quoted · ↕ it stands there, but elsewhere · ≠ the file says something else by now ·
✗ the file is gone
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read", "Read", id="citation.read", tooltip="Read the passage in its article"),
        Binding("up,k", "step(-1)", "Previous", show=False, id="citation.previous", tooltip="Citation before"),
        Binding("down,j", "step(1)", "Next", show=False, id="citation.next", tooltip="Citation after"),
        Binding("escape", "screen.back", "Back", id="citation.back", tooltip="Back to the prompt"),
    ]
    verdict: reactive[Verdict | None] = reactive(None)
    """How it stands to its file; None while that is being looked up."""
    marked: reactive[bool | None] = reactive(None)
    """Whether the person said that it is right; None if nothing was said."""

    @dataclass
    class Chosen(Message):
        """The person is at this citation now."""

        cited: "Cited"

    @dataclass
    class Opened(Message):
        """The person wants to read this citation in its article."""

        cited: "Cited"

    @dataclass
    class Left(Message):
        """The person goes on to the citation before (-1) or after (1)."""

        cited: "Cited"
        step: int

    def __init__(self, citation: Citation, *, judged: bool, classes: str = "") -> None:
        """`judged` says whether it is known if the citation answers; found by words alone, it isn't."""
        super().__init__(classes=classes)
        self.citation = citation
        self._judged = judged

    def on_focus(self) -> None:
        self.post_message(self.Chosen(self))

    def on_click(self) -> None:
        self.action_read()

    def action_read(self) -> None:
        self.post_message(self.Opened(self))

    def action_step(self, step: int) -> None:
        self.post_message(self.Left(self, step))


def source(
    citation: Citation,
    *,
    judged: bool,
    verdict: Verdict | None = None,
    marked: bool | None = None,
    room: int | None = None,
) -> Content:
    """Place, date, strength where it was judged, how it stands to its file, and what the person said of it.

    What isn't known is left out. Where it is longer than `room`, in cells, the place is cut.
    """
    place, dot = Content.styled(citation.place, MUTED), Content.styled(" · ", MUTED)
    strength = citation.strength if judged else ""
    facts = [
        Content.styled(text, style)
        for text, style in (
            (label(citation.article.published or ""), MUTED),
            (strength, STRENGTH_STYLES.get(strength, MUTED)),
        )
        if text
    ]
    signs = [standing(verdict)] if verdict else []
    signs += [Content.styled(*_MARKS[marked])] if marked is not None else []

    def whole(place: Content) -> Content:
        return Content(" ").join([dot.join([place, *facts] if place else facts), *signs])

    excess = whole(place).cell_length - room if room is not None else 0
    return whole(place.truncate(max(place.cell_length - excess, 1), ellipsis=True) if place and excess > 0 else place)


def standing(verdict: Verdict, *, always_in_words: bool = False) -> Content:
    """The sign of a verdict, with words unless all is well."""
    style = _STANDING_STYLES[verdict.standing]
    words = verdict.standing is not Standing.SAME or always_in_words
    return Content.styled(f"{verdict.standing.value} {label(verdict.in_words)}" if words else "✓", style)
