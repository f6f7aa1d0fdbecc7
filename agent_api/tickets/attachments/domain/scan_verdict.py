"""What an examination by the antivirus says of a file, and who may open it then. Pure.

Owns the three states of an attachment and their sentences. What was found once stays closed, whatever is configured
later; what was never examined waits only where there is an antivirus to wait for.
"""

from datetime import datetime
from typing import Final, Literal

State = Literal["open", "waiting", "withheld"]
"""It may be opened; it waits for the antivirus; it is kept, and nobody may open it."""
WAITING_SENTENCE: Final = (
    "El antivirus aún no lo ha examinado. Se podrá abrir en cuanto lo haga; no hace falta adjuntarlo otra vez."
)
_MALWARE_SENTENCE: Final = (
    "Retenido: el antivirus encontró en él código dañino ({finding}). Se conserva, pero nadie puede abrirlo. El "
    "radicado sigue su curso; si el documento hace falta, pida otra copia."
)
_LIMITS_SENTENCE: Final = (
    "Retenido: el antivirus no lo pudo examinar completo ({finding}). Se conserva, pero nadie puede abrirlo. El "
    "radicado sigue su curso; si el documento hace falta, pida otra copia más sencilla, como PDF o imagen."
)
_LIMITS: Final = "Heuristics.Limits.Exceeded"
"""How ClamAV names what is too large or too deep for it (clamd.conf(5), AlertExceedsMax)."""


def attachment_state(examined_at: datetime | None, finding: str, *, scans: bool) -> State:
    """Whether a file may be opened.

    Args:
        examined_at: when it was examined last; None where it was not yet, or is to be examined anew.
        finding: what was found then; empty for nothing.
        scans: whether there is an antivirus.
    """
    if finding:
        return "withheld"
    return "waiting" if scans and examined_at is None else "open"


def is_harmful(finding: str) -> bool:
    """Whether what was found does harm; else a file was too much for the antivirus to be examined."""
    return not finding.startswith(_LIMITS)


def state_sentence(state: State, finding: str) -> str:
    """Why a file cannot be opened, in Spanish for who attends its ticket; empty where it can.

    Args:
        state: of the file.
        finding: what was found.
    """
    if state == "withheld":
        return (_MALWARE_SENTENCE if is_harmful(finding) else _LIMITS_SENTENCE).format(finding=finding)
    return WAITING_SENTENCE if state == "waiting" else ""
