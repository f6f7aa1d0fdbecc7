"""Which drawn items a second evaluator evaluates, too, so that evaluators can be compared. Pure.

The seed of the draw decides, so no person can choose them, and a replacement changes nothing for the other items.
"""

import hashlib
from fractions import Fraction
from typing import Final

_HASHES: Final = 2**256


def is_repeated(seed: str, item: str, share: Fraction) -> bool:
    """Return whether an item belongs to the share: whether SHA-256 of ``seed|second|item`` lies in its first part."""
    digest = hashlib.sha256(f"{seed}|second|{item}".encode()).digest()
    return Fraction(int.from_bytes(digest, "big"), _HASHES) < share
