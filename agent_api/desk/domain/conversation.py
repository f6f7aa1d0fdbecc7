"""Changes that facts of a conversation make to the call's card. Pure.

Owns only these changes; `floor` owns all others.
"""

from datetime import datetime, timedelta
from typing import Any

from call_router.acts import CallCard, SupervisionStatus
from eventlog import facts as happened
from eventlog.facts import Fact
from eventlog.facts.calls.supervision import SupervisionFact

_CHANGES: dict[type[Fact], dict[str, Any]] = {
    happened.CallMuted: {"muted": True},
    happened.CallUnmuted: {"muted": False},
    happened.RecordingBegan: {"recording": "on"},
    happened.RecordingResumed: {"recording": "on"},
    happened.RecordingPaused: {"recording": "paused"},
    happened.RecordingLost: {"recording": ""},
    happened.ConsultationJoined: {"joined": True},
    happened.ConsultationEnded: {"consulted": "", "joined": False},
}


def card_changes(fact: Fact, card: CallCard | None, at: datetime) -> dict[str, Any]:
    """Return the changed fields of a call's card by a fact of a moment; empty for any other fact."""
    if isinstance(fact, happened.CallHeld | happened.CallRetrieved):
        return _hold(card or CallCard(), at, is_held=isinstance(fact, happened.CallHeld))
    if isinstance(fact, happened.ConsultationBegan):
        return {"consulted": fact.consulted}
    if isinstance(fact, SupervisionFact):
        return {"supervised": _supervision(fact, card.supervised if card else None)}
    return _CHANGES.get(type(fact), {})


def hold_times(held_at: datetime | None, held_ms: int, *, is_held: bool, at: datetime) -> dict[str, Any]:
    """Return the fields ``held_at`` and ``held_ms`` after the caller was held or retrieved at a moment."""
    if is_held:
        return {"held_at": held_at or at, "held_ms": held_ms}
    return {"held_at": None, "held_ms": held_ms + ((at - held_at) // timedelta(milliseconds=1) if held_at else 0)}


def _hold(card: CallCard, at: datetime, *, is_held: bool) -> dict[str, Any]:
    return {"held": is_held, **hold_times(card.held_at, card.held_ms, is_held=is_held, at=at)}


def _supervision(fact: SupervisionFact, before: SupervisionStatus | None) -> SupervisionStatus | None:
    """Return the supervision after a fact: ringing, present, in another mode, or None after its end."""
    if isinstance(fact, happened.SupervisionEnded):
        return None
    present = isinstance(fact, happened.SupervisionBegan) or (before is not None and before.present)
    return SupervisionStatus(supervisor=fact.supervisor, mode=fact.mode, present=present)
