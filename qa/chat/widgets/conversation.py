"""The questions and answers, one below the other."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget

from qa.answer import Citation
from qa.chat.widgets.cited import Cited
from qa.chat.widgets.turn import Turn
from qa.chat.widgets.welcome import Welcome


class Conversation(VerticalScroll, can_focus=False):
    """Scrolls so that what is new is seen from its beginning."""

    def compose(self) -> ComposeResult:
        yield Welcome()

    @property
    def turns(self) -> list[Turn]:
        """Oldest first."""
        return list(self.query_children(Turn))

    async def add(self, turn: Turn) -> None:
        """Puts the turn below the others, in sight."""
        self.query_one(Welcome).display = False
        await self.mount(turn)
        self.show(turn)

    def show(self, turn: Turn) -> None:
        """Brings the last turn into sight, from its question on; whoever reads an earlier one is left in peace."""
        if turn is self.turns[-1]:
            self.scroll_to_widget(turn, top=True, animate=False)

    def clear(self) -> None:
        """Ends all turns and forgets them."""
        self.query_children(Turn).remove()
        self.query_one(Welcome).display = True

    # Citations

    @property
    def newest_cited(self) -> Cited | None:
        """The first citation of the last turn that has any."""
        return next((turn.cited[0] for turn in reversed(self.turns) if turn.cited), None)

    def cited(self, citation: Citation | None) -> Cited | None:
        """Where the citation is shown; None if it is no more."""
        return next((cited for cited in self.query(Cited) if cited.citation is citation), None)

    def turn_of(self, part: Widget) -> Turn:
        """The turn that a citation or another part of it stands in."""
        return next(turn for turn in part.ancestors if isinstance(turn, Turn))

    def history_of(self, turn: Turn) -> list[str]:
        """Question and reply of the turn that had a share in what this one shows; empty if none had."""
        before = self.turns[: self.turns.index(turn)]
        return next(([other.question, other.reply] for other in reversed(before) if other.question == turn.follows), [])

    def neighbour(self, cited: Cited, step: int) -> Cited | None:
        """The citation so many further down, in whatever turn; None at the end of them."""
        every = list(self.query(Cited))
        at = every.index(cited) + step
        return every[at] if 0 <= at < len(every) else None

    def focus_citations(self) -> None:
        """Goes to the first citation of the last turn that has any."""
        if cited := self.newest_cited:
            self.screen.set_focus(cited)  # at once: the next key may be waiting
