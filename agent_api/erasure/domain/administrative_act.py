"""The administrative act that decides an erasure, as officials cite it. Pure.

Owns its form: a kind of act, a number and a date. Other text is refused because logs and screens show the act, and it
could contain a name.
"""

import re
from typing import Final

_MONTH: Final = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
_ACT: Final = re.compile(
    r"(?:Resolución|Auto|Acta|Acto administrativo|Decisión|Oficio|Memorando) [0-9][0-9-]{0,19} "
    rf"(?:de [12][0-9]{{3}}|del [1-3]?[0-9] de {_MONTH} de [12][0-9]{{3}})",
    re.ASCII,
)
EXAMPLE: Final = "Resolución 123 de 2026"


def cites_act(text: str) -> bool:
    """Return whether a text cites an act: «Resolución 123 de 2026», «Resolución 123 del 5 de mayo de 2026»."""
    return _ACT.fullmatch(text) is not None
