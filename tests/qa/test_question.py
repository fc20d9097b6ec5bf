"""What a question is made into before the search."""

import pytest

from qa.question import turn_before


@pytest.mark.parametrize(
    ("history", "turn"),
    [
        ((), ()),
        (("Who?",), ("Who?",)),
        (("Who?", "She."), ("Who?", "She.")),
        (("Who?", " "), ("Who?",)),
        (("Old?", "Old.", "Who?", "She."), ("Who?", "She.")),
        (("Old?", "Old.", "Who?"), ("Who?",)),
        (("\x00 ", "She."), ()),
    ],
)
def test_turn_before_is_the_last_question_with_its_reply(history: tuple[str, ...], turn: tuple[str, ...]) -> None:
    assert turn_before(history) == turn
