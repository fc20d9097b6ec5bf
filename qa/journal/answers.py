"""Answers as they are kept: with all that was shown of them, so that they are seen again as they were."""

import json
from dataclasses import asdict
from typing import Any

from index.records import ArticleRecord, Counts
from qa.answer import Answer, Citation, Place, Quote
from qa.filters import Filters


def written(answer: Answer) -> str:
    """The answer as JSON."""
    return json.dumps(asdict(answer), ensure_ascii=False, default=bytes.hex)


def read(stored: str) -> Answer:
    """The answer out of what `written` gave. Raises ValueError for anything else."""
    try:
        fields = json.loads(stored)
        return Answer(**{**fields, **_parts(fields)})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no answer: {error}") from error


def _parts(fields: dict[str, Any]) -> dict[str, Any]:
    filters: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields["filters"].items()
    }
    return {
        "citations": tuple(_citation(each) for each in fields["citations"]),
        "index": Counts(**fields["index"]),
        "filters": Filters(**filters),
    }


def _citation(fields: dict[str, Any]) -> Citation:
    made = {
        "article": _article(fields["article"]),
        "passage": Quote(**fields["passage"]),
        "sentence": Quote(**fields["sentence"]),
        "also": tuple(Place(**{**place, "article": _article(place["article"])}) for place in fields["also"]),
    }
    return Citation(**{**fields, **made})


def _article(fields: dict[str, Any]) -> ArticleRecord:
    return ArticleRecord(**{**fields, "content_hash": bytes.fromhex(fields["content_hash"])})
