"""What kind of thing a question asks for, and whether a sentence holds one: a number, a date, a name.

In the manner of answer type classifiers since Li and Roth, "Learning Question Classifiers" (2002), cut down to the
types that can be told by their looks.
"""

import re
from enum import Enum

from qa.names import names


class AnswerType(Enum):
    """What a question asks for."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


_ASKED_BY = {
    AnswerType.NUMBER: re.compile(
        r"\bhow (many|much|long|old|tall|far|high|large|big|fast|often|deep|wide|heavy|hot|cold)\b"
        r"|\bwhat (percentage|percent|number|amount|age|proportion|share)\b",
        re.IGNORECASE,
    ),
    AnswerType.DATE: re.compile(
        r"\bwhen\b|\bwhat (year|date|day|month|century|decade)\b|\bwhich (year|date|day|month|century|decade)\b",
        re.IGNORECASE,
    ),
    AnswerType.NAME: re.compile(
        r"\bwho(m|se)?\b|\bwhere\b|\b(what|which) (city|country|state|place|region|town|continent|person|company)\b",
        re.IGNORECASE,
    ),
}
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?"
    r"|thousands?|millions?|billions?|dozens?|half|twice)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b1\d{3}\b|\b20\d\d\b|\d0s\b|\bBCE?\b|centur"
    r"|\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)


def asked_for(question: str) -> AnswerType | None:
    """The type of answer wanted, where the question's words tell."""
    return next((kind for kind, words in _ASKED_BY.items() if words.search(question)), None)


def holds(sentence: str, kind: AnswerType | None, question: str) -> bool:
    """Whether the sentence holds something of that kind; a name that the question itself gives does not count."""
    if kind is AnswerType.NUMBER:
        return _NUMBER.search(sentence) is not None
    if kind is AnswerType.DATE:
        return _DATE.search(sentence) is not None
    if kind is AnswerType.NAME:
        asked = question.casefold()
        return any(name.casefold() not in asked for name in names(sentence))
    return False
