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
"""By one of these the talk goes on or ends: a wish that was refused before it is nobody's concern any more."""
