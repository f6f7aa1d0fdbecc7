"""The JSON that a document may hold. Pure.

A document is stored as JSON and read by the checker, so a value that either cannot hold is refused at once.
"""

from math import isfinite
from typing import Any, Final

MAX_DEPTH: Final = 24
MAX_TEXT: Final = 20_000
_MAX_NUMBER: Final = 10**12


def find_json_fault(value: Any, depth: int = 0) -> str | None:
    """Return what is wrong with a value in Spanish, or None."""
    if depth > MAX_DEPTH:
        return f"tiene más de {MAX_DEPTH} niveles"
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _find_text_fault(value)
    if isinstance(value, int | float):
        return None if isfinite(value) and abs(value) <= _MAX_NUMBER else "tiene un número demasiado grande"
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return next((fault for part in parts if (fault := find_json_fault(part, depth + 1))), None)


def _find_text_fault(text: str) -> str | None:
    if len(text) > MAX_TEXT:
        return f"tiene un texto de más de {MAX_TEXT} caracteres"
    return "tiene un carácter que no se puede guardar" if "\0" in text else None
