"""Where questions are typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input

from index.cleaning import clean
from index.errors import QaError
from qa.chat.text import line
from qa.filters import Query, parse


class Prompt(Input):
    """One line that takes a question at any time and remembers what was asked, now and earlier."""

    HELP = """
## Ask your articles

Type a question and press **Enter**. The answer is always a passage of your articles, with the sentence that answers it.

**↑** and **↓** bring back what you asked before, **Tab** goes to the citations.

`after:2025-01` `before:2024` narrow it down by the date of the article, `source:reuters` by its path, site or address,
`title:budget` by its title, `"exact phrase"` and `-word` by the words of the passage.

**F2** goes on with an earlier conversation, **F3** lists the questions that are asked again of new articles: at an
answer, **s** saves its question, **y** copies the citation, **e** exports all, **+** and **-** mark it right or wrong.

A question may go on from the one before. Then the line “Read after” says so, and **Ctrl+R** asks it again alone.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Ask", id="prompt.ask", tooltip="Look for the answer in your articles"),
        Binding(
            "up", "earlier", "Earlier question", show=False, id="prompt.earlier", tooltip="Bring back what you asked"
        ),
        Binding("down", "later", "Later question", show=False, id="prompt.later", tooltip="Bring back what you asked"),
        Binding("tab", "screen.to_citations", "Sources", id="prompt.citations", tooltip="Go to the last citations"),
    ]

    @dataclass
    class Asked(Message):
        """A question was put."""

        question: str
        """As it was typed."""
        query: Query

    @dataclass
    class Refused(Message):
        """What was typed can't be asked, and is still there."""

        error: QaError

    def __init__(self) -> None:
        super().__init__(placeholder="Ask your articles…", select_on_focus=False)
        self._asked: list[str] = []
        self._draft = ""
        self._at = 0
        """Which question of `_asked` is shown; their number while it is the draft."""

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions that are remembered, oldest first."""
        return tuple(self._asked)

    def give_away(self, keys: Iterable[str]) -> None:
        """Keys that a person gave to something else no longer edit the text."""
        bindings = self._bindings.key_to_bindings
        for key in bindings.keys() & set(keys):
            bindings[key] = [binding for binding in bindings[key] if binding.id]

    def validate_value(self, value: str) -> str:
        """Typed, pasted or brought back: a terminal obeys control characters here as anywhere."""
        return clean(value)

    def on_paste(self, event: Paste) -> None:
        """Takes a question of several lines as one; Textual would drop all lines but the first."""
        event.prevent_default()
        event.stop()
        self.replace(line(event.text), *self.selection)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        question = line(event.value)
        if not question:
            return
        try:
            query = parse(question)
        except QaError as error:
            self.post_message(self.Refused(error))
            return
        self._remember(question)
        self.value = ""
        self.post_message(self.Asked(question, query))

    def recall(self, questions: Iterable[str]) -> None:
        """Questions of earlier chats, oldest first, come before those of this one."""
        earlier = [line(question) for question in questions]
        self._asked[:0] = earlier
        self._at += len(earlier)

    def give_back(self, question: str) -> None:
        """Puts back a question that came to nothing, unless the next one is being typed already."""
        if not self.value:
            self._show(question)

    def action_earlier(self) -> None:
        self._walk(-1)

    def action_later(self) -> None:
        self._walk(1)

    def _remember(self, question: str) -> None:
        if self._asked[-1:] != [question]:
            self._asked.append(question)
        self._at = len(self._asked)

    def _walk(self, step: int) -> None:
        if self.value != [*self._asked, self._draft][self._at]:
            self._draft = self.value  # also where an earlier question was changed: nothing typed is lost
        self._at = min(max(self._at + step, 0), len(self._asked))
        self._show([*self._asked, self._draft][self._at])

    def _show(self, question: str) -> None:
        self.value = question
        self.cursor_position = len(question)
