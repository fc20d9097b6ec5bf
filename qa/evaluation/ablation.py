"""What each signal is worth: the same questions, with some of the signals left out of the score."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from index.encoder import Encoder, PassageInput, PassageVectors, Vectors
from qa.evaluation.asking import ask_all
from qa.evaluation.dataset import Question
from qa.evaluation.judging import Judged
from qa.evidence import Weights
from qa.library import Library

WITHOUT_COVERAGE = {
    "one vector": Weights(sentence=0, words=0, coverage=0),
    "BM25": Weights(passage=0, sentence=0, coverage=0),
    "sentences": Weights(passage=0, words=0, coverage=0),
    "one vector + BM25": Weights(sentence=0, coverage=0),
    "one vector + sentences": Weights(words=0, coverage=0),
    "BM25 + sentences": Weights(passage=0, coverage=0),
    "all three": Weights(coverage=0),
}
"""The signals of the first look at the candidates, alone, in pairs and together."""
AS_IT_IS = "qa: all + sentence's words"
"""The product: the second look, at the words of each candidate's sentences, comes in as well."""


def ablated(
    library: Library, index: Path, questions: Sequence[Question], *, history: bool
) -> Iterator[tuple[str, list[Judged]]]:
    """(signals, questions with their answers) for each choice of signals.

    All of them have the same candidates, those that are nearest and those that have the words.
    """
    encoder = Remembering(library.load_model())
    for signals, weights in WITHOUT_COVERAGE.items():
        other = Library(library.corpus, index, library.model.name, lambda _: encoder, weights)
        try:
            yield signals, ask_all(other, questions, history=history, about=signals)
        finally:
            other.close()


class Remembering:
    """An encoder that reads each question once, however often it is asked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.engine = encoder.engine
        self.fingerprint = encoder.fingerprint
        self.dim = encoder.dim
        self.at_once = encoder.at_once
        self._remembered = cache(encoder.encode_question)

    def encode_question(self, question: str) -> Vectors:
        return self._remembered(question)

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        return self._encoder.encode_passages(passages)
