"""Whether two engines make the same of one model."""

import numpy as np

from index.encoder import Encoder, PassageInput

_PROBE = PassageInput("Zürich", "How many were there? There were 1,234 of them, by noon: 日本語.", ((0, 20), (21, 63)))
_SAME = 0.9999
"""Vectors are the same at this cosine or above."""


def agree(one: Encoder, other: Encoder) -> bool:
    """Whether both give the same vectors for a passage with a little of everything."""
    (first,), (second,) = one.encode_passages([_PROBE]), other.encode_passages([_PROBE])
    cosines = [first.passage @ second.passage, *np.sum(first.sentences * second.sentences, axis=1)]
    return bool(min(cosines) >= _SAME)
