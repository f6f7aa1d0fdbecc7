"""The Spanish sentences of the facts of practices, one for each."""

import msgspec

from eventlog import facts
from eventlog.facts import AnyFact

ID = "2026-0003"
STARTED = facts.PracticeStarted(practice=ID, advisor="asesor1", scenario="renovar")
ENDED = facts.PracticeEnded(
    practice=ID,
    advisor="asesor1",
    scenario="renovar",
    end="finished",
    seconds=95,
    answered=True,
    topic="solicitud/credito/renovacion",
    verified=True,
    filed=False,
)
PRACTICE_SENTENCES: list[tuple[AnyFact, str]] = [
    (STARTED, "Comenzó la práctica 2026-0003 de asesor1, con un cliente inventado."),
    (ENDED, "Terminó la práctica 2026-0003 de asesor1: el asesor la terminó."),
    (
        msgspec.structs.replace(ENDED, end="stopped"),
        "Terminó la práctica 2026-0003 de asesor1: otra persona la terminó.",
    ),
    (msgspec.structs.replace(ENDED, end="expired"), "Terminó la práctica 2026-0003 de asesor1: se acabó su tiempo."),
]
