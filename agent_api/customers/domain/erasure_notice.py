"""What stands where data of a person stood. Pure.

Owns that sentence. It is stored in place of the data, so that screens and papers show it without knowing of erasures.
"""

from typing import Final

BEGINNING: Final = "Datos suprimidos por solicitud del titular"


def notice(act: str) -> str:
    """Say that data were erased, and by which act; without one where it is not known."""
    return f"{BEGINNING} ({act})" if act else BEGINNING


def is_notice(text: str) -> bool:
    """Tell whether a text stands where data were erased."""
    return text.startswith(BEGINNING)
