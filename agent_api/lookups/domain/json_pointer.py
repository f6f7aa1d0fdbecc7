"""JSON pointers. Pure.

Owns how a value within a document is found. Source: RFC 6901.
"""

from typing import Any, Final


class _Missing:
    """Type of MISSING, which differs from the document's own null."""


MISSING: Final = _Missing()


def resolve_pointer(document: Any, pointer: str) -> Any:
    """Return the value at a pointer, or MISSING.

    The pointer is empty for the whole document, or tokens that each begin with ``/`` (section 3).
    """
    for token in pointer.split("/")[1:]:
        document = _resolve_token(document, token.replace("~1", "/").replace("~0", "~"))
    return document


def _resolve_token(document: Any, token: str) -> Any:
    if isinstance(document, dict):
        return document.get(token, MISSING)
    if isinstance(document, list) and _is_index(token):
        index = int(token)
        return document[index] if index < len(document) else MISSING
    return MISSING


def _is_index(token: str) -> bool:
    """Return whether a token is a short number without leading zeros (section 4)."""
    return token.isascii() and token.isdecimal() and len(token) < 10 and (token == "0" or token[0] != "0")
