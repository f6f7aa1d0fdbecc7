"""The events of a softphone's call, as values.

Owns their names, for programs and for people. It must not know phones.
"""

from types import MappingProxyType

import msgspec

EVENT_SENTENCES = MappingProxyType(
    {
        "dialled": "Marcando.",
        "trying": "La central recibió la llamada.",
        "ringing": "Timbra.",
        "answered": "Contestaron.",
        "first_audio": "Se oye el primer audio.",
        "sound": "Se oye un sonido.",
        "silence": "Silencio.",
        "pressed": "Se marcó {detail}.",
        "failed": "No contestaron: {detail}.",
        "far_end_hung_up": "La otra parte colgó.",
        "hung_up": "Colgamos.",
    }
)

FAILURE_LABELS = MappingProxyType(
    {
        "busy": "está ocupado",
        "declined": "rechazaron la llamada",
        "no_answer": "nadie atendió",
        "unreachable": "el número no existe o no responde",
        "cancelled": "la llamada se canceló",
        "failed": "la llamada no se pudo establecer",
    }
)
"""Names of a leg's failures."""


class TraceEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a call's trace: a key of `EVENT_SENTENCES`, and digits or a cause as its detail."""

    kind: str
    at_s: float
    detail: str = ""

    def __str__(self) -> str:
        detail = FAILURE_LABELS.get(self.detail, self.detail)
        return f"{self.at_s:7.3f} s  {EVENT_SENTENCES[self.kind].format(detail=detail)}"


class CallReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a call that we placed; the status is 0 without a final SIP response."""

    uri: str
    status: int
    events: tuple[TraceEvent, ...]

    @property
    def is_answered(self) -> bool:
        """Whether the call was answered."""
        return self.time_of("answered") is not None

    def time_of(self, kind: str) -> float | None:
        """Return the first time of an event, seconds since the call began; None if there is none."""
        return next((event.at_s for event in self.events if event.kind == kind), None)
