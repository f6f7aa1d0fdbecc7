"""Pairing codes: short enough for a remote control, too many to guess while one is valid. Pure.

28 characters without vowels, 0 and 1 give 28^8, about 2^38 codes. A code is valid for minutes and once, and an address
has ten attempts before it must wait.
"""

from collections.abc import Callable
from typing import Final

ALPHABET: Final = "BCDFGHJKMNPQRSTVWXYZ23456789"
LENGTH: Final = 8


def make_code(choice: Callable[[str], str]) -> str:
    """Return a new code; `choice` draws one character without bias, as `secrets.choice` does."""
    return "".join(choice(ALPHABET) for _ in range(LENGTH))


def format_code(code: str) -> str:
    """Return a code as people read it, in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def parse_code(text: str) -> str | None:
    """Return the code that a person typed, with any case, spaces or hyphens; None if it cannot be one."""
    code = "".join(each for each in text.upper() if each not in " -–—\t")
    return code if len(code) == LENGTH and all(each in ALPHABET for each in code) else None
