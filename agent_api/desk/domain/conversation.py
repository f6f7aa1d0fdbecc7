"""What a fact of a talk changes on the call's card, and of it nothing else. Pure.

Owns these changes; everything else that a fact brings about is `floor`'s.
"""

from typing import Any

from call_router.acts import CallCard, Supervised
from eventlog import facts as happened
from eventlog.facts import Fact
from eventlog.facts.calls.supervision import SupervisionFact

_ALWAYS: dict[type[Fact], dict[str, Any]] = {
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


def changes(fact: Fact, card: CallCard | None) -> dict[str, Any]:
    """What is another on the card, by field; empty for any other fact.

    Args:
        fact: any.
        card: of its call as it was, or None.
    """
    if isinstance(fact, happened.ConsultationBegan):
        return {"consulted": fact.consulted}
    if isinstance(fact, SupervisionFact):
        return {"supervised": _supervised(fact, card.supervised if card else None)}
    return _ALWAYS.get(type(fact), {})


def _supervised(fact: SupervisionFact, before: Supervised | None) -> Supervised | None:
    """A supervisor is rung, takes part in the talk, in another way than before, or not any more."""
    if isinstance(fact, happened.SupervisionEnded):
        return None
    present = isinstance(fact, happened.SupervisionBegan) or (before is not None and before.present)
    return Supervised(supervisor=fact.supervisor, mode=fact.mode, present=present)
