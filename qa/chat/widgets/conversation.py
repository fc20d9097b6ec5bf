"""The questions and answers, one below the other."""

from collections.abc import Sequence
from itertools import takewhile

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget

from qa.answer import Citation
from qa.chat.widgets.cited import Cited
from qa.chat.widgets.earlier import Earlier
from qa.chat.widgets.turn import Turn
from qa.chat.widgets.welcome import Welcome
from qa.journal.records import Exchange

MOST_SHOWN = 20
"""So many turns are on the screen at most, unless more are asked for: each costs at every change of size or theme."""


class Conversation(VerticalScroll, can_focus=False):
    """Scrolls so that what is new is seen from its beginning."""

    def __init__(self) -> None:
        super().__init__()
        self._away: list[Exchange] = []
        """Those that are not on the screen, oldest first."""
        self._in_sight: Turn | None = None

    def compose(self) -> ComposeResult:
        yield Welcome()
        yield Earlier()

    @property
    def turns(self) -> list[Turn]:
        """Those on the screen, oldest first."""
        return list(self.query_children(Turn))

    @property
    def exchanges(self) -> list[Exchange]:
        """All that was asked and answered, on the screen or not, oldest first."""
        return [*self._away, *(turn.exchange for turn in self.turns if turn.exchange)]

    async def restore(self, exchanges: Sequence[Exchange]) -> None:
        """Shows an earlier conversation in the place of this one, at its end."""
        self.clear()
        self._away = list(exchanges)
        self.query_one(Welcome).display = not exchanges
        await self._bring_back(before=None)

    async def add(self, turn: Turn) -> None:
        """Puts the turn below the others, in sight; of many, the oldest are put away."""
        self.query_one(Welcome).display = False
        await self.mount(turn)
        if len(self.turns) > MOST_SHOWN:
            await self._put_away(self.turns[: -MOST_SHOWN // 2])
        self.show(turn)

    def show(self, turn: Turn) -> None:
        """Brings the turn into sight, from its question on, once it has its place."""
        self._in_sight = turn
        self.call_after_refresh(self.scroll_to_widget, turn, top=True, animate=False)

    def on_resize(self) -> None:
        """What was read last stays in sight, though all above it may be wrapped in another way."""
        if self._in_sight and self._in_sight.is_attached:
            self.show(self._in_sight)

    def clear(self) -> None:
        """Ends all turns and forgets them."""
        self.query_children(Turn).remove()
        self._away.clear()
        self._show_number_away()
        self.query_one(Welcome).display = True

    # Earlier turns

    async def _put_away(self, turns: list[Turn]) -> None:
        """Takes turns off the screen, the oldest first; those that came to nothing are not kept."""
        done = list(takewhile(lambda turn: not turn.is_open, turns))
        self._away += [turn.exchange for turn in done if turn.exchange]
        await self.remove_children(done)
        self._show_number_away()

    async def on_earlier_wanted(self) -> None:
        """Shows the latest of those that were put away, and stays where the person is."""
        first = self.turns[0]
        await self._bring_back(before=first)
        self.show(first)

    async def _bring_back(self, before: Turn | None) -> None:
        back, self._away = self._away[-MOST_SHOWN // 2 :], self._away[: -MOST_SHOWN // 2]
        await self.mount_all([Turn.restored(exchange) for exchange in back], before=before)
        self._show_number_away()

    def _show_number_away(self) -> None:
        self.query_one(Earlier).number = len(self._away)

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
