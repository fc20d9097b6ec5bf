"""The questions and answers, one below the other."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from qa.chat.widgets.citation import CitationView
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

    def focus_citations(self) -> None:
        """Goes to the first citation of the last turn that has any."""
        for turn in reversed(self.turns):
            if citations := turn.query(CitationView):
                self.screen.set_focus(citations.first())  # at once: the next key may be waiting
                return
