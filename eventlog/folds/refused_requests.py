"""The facts that make an advisor's refused request obsolete. Pure.

Owns the one set of these facts: the call flow and the desk's fold both use it.
"""

from eventlog.facts import (
    CallBackAnswered,
    CallBackDialled,
    CallBackEnded,
    CallBackMissed,
    CallEnded,
    CallHeld,
    CallMuted,
    CallRetrieved,
    CallTransferred,
    CallUnmuted,
    ConsultationBegan,
    ConsultationEnded,
    ConsultationJoined,
    Fact,
    KeysSent,
    RecordingPaused,
    RecordingResumed,
)

FACTS_SETTLING_REQUESTS: frozenset[type[Fact]] = frozenset(
    {
        CallHeld,
        CallRetrieved,
        CallMuted,
        CallUnmuted,
        CallTransferred,
        KeysSent,
        RecordingPaused,
        RecordingResumed,
        ConsultationBegan,
        ConsultationJoined,
        ConsultationEnded,
        CallBackDialled,
        CallBackAnswered,
        CallBackMissed,
        CallBackEnded,
        CallEnded,
    }
)
"""Facts after which an earlier refused request no longer matters: the conversation has changed or ended."""
