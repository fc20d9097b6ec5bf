"""Dates as files write them, to ISO dates."""

import re
from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?![\d-])")
_PDF = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")
_FORMATS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%B %Y")


def iso_date(value: object) -> str | None:
    """YYYY-MM-DD, or YYYY-MM or YYYY where no more is known; None for what is no date."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip() if isinstance(value, str | int) else ""
    return _numeric(text) or _worded(text)


def _numeric(text: str) -> str | None:
    if found := _PDF.match(text):
        return _checked(*found.groups())
    if found := _ISO.match(text):
        return _checked(found[1], found[3], found[4])
    return None


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    with suppress(ValueError):
        whole = date(int(year), int(month or 1), int(day or 1)).isoformat()
        return whole if day else whole[:7] if month else whole[:4]
    return None


def _worded(text: str) -> str | None:
    for form in _FORMATS:
        with suppress(ValueError):
            found = datetime.strptime(text, form).date().isoformat()
            return found if "%d" in form else found[:7]
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(text).date().isoformat()
    return None
