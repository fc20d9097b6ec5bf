"""Marks by which plain lines of text show where a sentence, a paragraph or a list item ends or begins."""

import re

SENTENCE_END = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f][\"'\u201d\u2019\u00bb)\]]*$")
"""End of a line that ends a sentence: … and the full-width marks too, closing quotes and brackets after them."""

LIST_ITEM = re.compile(r"(?:[-*\u2022\u00b7\u2013\u25aa\u25e6]|\d{1,3}[.)]|\([a-z\d]\))\s+\S")
"""Start of a line that begins a list item: by a bullet, a dash, or a number."""
