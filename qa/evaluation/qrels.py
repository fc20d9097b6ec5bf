"""Which documents answer which query, in the way that BEIR writes it down."""

from collections import defaultdict
from collections.abc import Container
from pathlib import Path

from index.errors import QaError
from qa.evaluation.lines import read_lines


def read_relevant(file: Path, queries: Container[str], documents: Container[str]) -> dict[str, list[str]]:
    """The documents with a score above 0, by query. Raises QaError, with the line, for what can't be."""
    relevant: dict[str, list[str]] = defaultdict(list)
    for number, line in read_lines(file, "a set in BEIR's layout has its judgements there"):
        place = f"{file}, line {number}"
        columns = line.rstrip("\r\n").split("\t")
        if len(columns) != 3:
            raise QaError(f"{place}: write query-id, corpus-id and score, with tabs between")
        query, document, score = columns
        if number == 1:
            _check_heading(place, score)
            continue
        if query not in queries or document not in documents:
            unknown = f"query {query!r}" if query not in queries else f"document {document!r}"
            raise QaError(f"{place}: there is no {unknown}: remove the line, or add what it names")
        if _number(place, score) > 0:
            relevant[query].append(document)
    return relevant


def _check_heading(place: str, score: str) -> None:
    try:
        float(score)
    except ValueError:
        return
    raise QaError(f"{place}: the heading is missing: begin with a line  query-id, corpus-id, score")


def _number(place: str, score: str) -> float:
    try:
        return float(score)
    except ValueError:
        raise QaError(f"{place}: the score {score!r} is no number") from None
