"""Notice that replaces erased personal data. Pure.

Owns that sentence. It is stored in place of the data, so screens and documents show it without special cases.
"""

from typing import Final

PREFIX: Final = "Datos suprimidos por solicitud del titular"


def erasure_notice(act: str) -> str:
    """Return the notice, with the act that erased the data if it is known."""
    return f"{PREFIX} ({act})" if act else PREFIX


def is_erasure_notice(text: str) -> bool:
    """Return whether a text is the notice of erased data."""
    return text.startswith(PREFIX)
