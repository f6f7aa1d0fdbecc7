"""The state of an attachment by its antivirus verdict, and who may open it. Pure.

Owns the three states and their sentences. A file with a finding stays withheld, even if the configuration changes
later; a file without a verdict waits only if there is an antivirus.
"""

from datetime import datetime
from typing import Final, Literal

State = Literal["open", "waiting", "withheld"]
"""It can be opened; it waits for the antivirus; it is kept, but cannot be opened."""
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
"""ClamAV's finding for a file that is too large or too deeply nested (clamd.conf(5), AlertExceedsMax)."""


def attachment_state(examined_at: datetime | None, finding: str, *, scans: bool) -> State:
    """Return the state of a file.

    ``examined_at`` is the time of the last scan; None if it was not scanned, or must be scanned again. ``finding`` is
    the result of that scan, empty for none. ``scans`` tells whether there is an antivirus.
    """
    if finding:
        return "withheld"
    return "waiting" if scans and examined_at is None else "open"


def is_harmful(finding: str) -> bool:
    """Return whether a finding is malware; otherwise the file was too large or complex to scan."""
    return not finding.startswith(_LIMITS)


def state_sentence(state: State, finding: str) -> str:
    """Return in Spanish why a file cannot be opened, for the person who handles its ticket; empty if it can."""
    if state == "withheld":
        return (_MALWARE_SENTENCE if is_harmful(finding) else _LIMITS_SENTENCE).format(finding=finding)
    return WAITING_SENTENCE if state == "waiting" else ""
