"""Changes that facts of a conversation make to the call's card. Pure.

Owns only these changes; `floor` owns all others.
"""

from typing import Any

from call_router.acts import CallCard, SupervisionStatus
from eventlog import facts as happened
from eventlog.facts import Fact
from eventlog.facts.calls.supervision import SupervisionFact

_CHANGES: dict[type[Fact], dict[str, Any]] = {
    happened.CallHeld: {"held": True},
    happened.CallRetrieved: {"held": False},
    happened.CallMuted: {"muted": True},
    happened.CallUnmuted: {"muted": False},
    happened.RecordingBegan: {"recording": "on"},
    happened.RecordingResumed: {"recording": "on"},
    happened.RecordingPaused: {"recording": "paused"},
    happened.RecordingLost: {"recording": ""},
    happened.ConsultationJoined: {"joined": True},
    happened.ConsultationEnded: {"consulted": "", "joined": False},
}


def card_changes(fact: Fact, card: CallCard | None) -> dict[str, Any]:
    """Return the changed fields of a call's card; empty for any other fact."""
    if isinstance(fact, happened.ConsultationBegan):
        return {"consulted": fact.consulted}
    if isinstance(fact, SupervisionFact):
        return {"supervised": _supervision(fact, card.supervised if card else None)}
    return _CHANGES.get(type(fact), {})


def _supervision(fact: SupervisionFact, before: SupervisionStatus | None) -> SupervisionStatus | None:
    """Return the supervision after a fact: ringing, present, in another mode, or None after its end."""
    if isinstance(fact, happened.SupervisionEnded):
        return None
    present = isinstance(fact, happened.SupervisionBegan) or (before is not None and before.present)
    return SupervisionStatus(supervisor=fact.supervisor, mode=fact.mode, present=present)
