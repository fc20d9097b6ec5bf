"""Bytes to text, whatever encoding they are in."""

import codecs
from dataclasses import dataclass

import charset_normalizer
from charset_normalizer.utils import iana_name

from index.errors import UnreadableFile

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What files still come in. Offered everything it knows, the detector prefers DOS code pages for short texts.
_GUESSES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("koi8_r", "iso8859_2", "mac_roman", "cp932", "euc_jp", "gb18030", "big5", "cp949", "utf_16_le", "utf_16_be"),
]
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1b"))
_CONTROL_SHARE = 0.02
_FEW_CONTROLS = 4
_PROBE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, its line ends all line feeds, its byte-order mark gone."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Text of `data`: by its byte-order mark, as UTF-8, as it declares itself, or by a guess, in this order.

    Valid UTF-8 goes before what the file declares: saved web pages often kept a declaration that is no longer true.
    Raises UnreadableFile if it is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data, encoding)
    if _is_binary(data):
        return _guessed(data)
    try:
        return Decoded(_newlines(data.decode("utf-8")))
    except UnicodeDecodeError:
        return _not_utf8(data, declared)


def _not_utf8(data: bytes, declared: str | None) -> Decoded:
    encoding = _known(declared)
    if encoding:
        return _tolerant(data, encoding)
    damaged = data.decode("utf-8", errors="replace")
    lost = damaged.count("\ufffd")
    intact = len(damaged) - len(damaged.encode("ascii", errors="ignore")) - lost
    if intact >= lost:  # text in other encodings hardly ever forms UTF-8's byte sequences
        return _tolerant(data, "utf-8")
    return _guessed(data)


def _tolerant(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    name = encoding.removesuffix("-sig").replace("_", "-").upper()
    before = data.count("\ufffd".encode()) if name == "UTF-8" else 0
    lost = text.count("\ufffd") - before
    notes = (f"{lost} characters are not valid {name} and were replaced",) if lost > 0 else ()
    return Decoded(_newlines(text), notes)


def _guessed(data: bytes) -> Decoded:
    probe = data[:_PROBE_BYTES]
    matches = charset_normalizer.from_bytes(probe, cp_isolation=_GUESSES)
    best = matches.best()
    wide = best is not None and best.encoding.startswith("utf_16") and b"\0" in probe
    if best is None or (_is_binary(data) and not wide):
        raise UnreadableFile("not text: it holds binary data, or is in an unknown encoding")
    western = any("cp1252" in match.could_be_from_charset for match in matches)
    encoding = "cp1252" if western else best.encoding  # of equally good guesses the by far most common
    decoded = _tolerant(data, encoding)
    return Decoded(decoded.text, (f"the encoding is a guess: {encoding}", *decoded.notes))


def _known(declared: str | None) -> str | None:
    try:
        name = iana_name(declared or "")
        b" ".decode(name, errors="replace")  # fails for codecs that give no text, such as zlib
    except (LookupError, ValueError):
        return None
    # Browsers read both as Windows-1252, which adds the typographic quotes.
    return "cp1252" if name in {"latin_1", "ascii"} else name


def _is_binary(data: bytes) -> bool:
    probe = data[:_PROBE_BYTES]
    return len(probe) - len(probe.translate(None, _CONTROL_BYTES)) > max(_FEW_CONTROLS, _CONTROL_SHARE * len(probe))


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
