"""How long people wait for a command, and for the chat to show itself and to answer."""

import sys
from collections.abc import Iterator
from pathlib import Path

from index.model import find_model
from tests.benchmarks.articles import SAMPLES
from tests.benchmarks.measuring import QA, QUESTION, Figure, best_s, most_resident_mib, run
from tests.benchmarks.terminal import Terminal

_PLAIN_SCRIPT = """
import sys
from sentence_transformers import SentenceTransformer
SentenceTransformer(sys.argv[1], device="cpu").encode("How many people died in the smog?")
"""
_ON_SCREEN = "Ask"
"""In the prompt of the empty chat."""
_TIMES = 5


def measure_starting(folder: Path) -> Iterator[Figure]:
    """On the sample articles, indexed."""
    index = folder / "samples-index"
    run([QA, "index", str(SAMPLES), "--index", str(index)])
    ask = [QA, "ask", QUESTION, "-c", str(SAMPLES), "--index", str(index)]
    plain = [sys.executable, "-c", _PLAIN_SCRIPT, str(find_model().folder)]
    ask_s, plain_s = best_s(lambda: run(ask), _TIMES), best_s(lambda: run(plain), 2)
    yield Figure("start: qa --help", best_s(lambda: run([QA, "--help"]), _TIMES), "s")
    yield Figure("start: qa ask, to the answer on the screen", ask_s, "s")
    yield Figure("start: a script on sentence-transformers against qa ask", plain_s / ask_s, "x", ">= 6")
    painted_s, answered_s = _chat_s(index)
    yield Figure("start: qa chat, to its first picture", painted_s, "s", "<= 0.5")
    yield Figure("start: and from a question typed then to passages", answered_s, "s", "<= 0.3")
    yield Figure("memory: qa ask over the sample articles", most_resident_mib(ask), "MiB")


def _chat_s(index: Path) -> tuple[float, float]:
    """From the command to the prompt on the screen, and from a question typed at once to an answer."""
    rounds = []
    for _ in range(_TIMES):
        with Terminal([QA, "chat", str(SAMPLES), "--index", str(index)]) as terminal:
            painted_s = terminal.waits_for_s(_ON_SCREEN)
            terminal.type(f"{QUESTION}\r")
            rounds.append((painted_s, terminal.waits_for_s("4,000")))
    return min(painted_s for painted_s, _ in rounds), min(answered_s for _, answered_s in rounds)
