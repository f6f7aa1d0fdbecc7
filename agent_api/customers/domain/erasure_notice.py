"""What stands where data of a person stood. Pure.

Owns that sentence. It is stored in place of the data, so that screens and papers show it without knowing of erasures.
"""

from typing import Final

PREFIX: Final = "Datos suprimidos por solicitud del titular"


def erasure_notice(act: str) -> str:
    """Say that data were erased, and by which act; without one where it is not known."""
    return f"{PREFIX} ({act})" if act else PREFIX


def is_erasure_notice(text: str) -> bool:
    """Tell whether a text stands where data were erased."""
    return text.startswith(PREFIX)
