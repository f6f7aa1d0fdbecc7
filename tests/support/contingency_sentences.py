"""The Spanish sentences of the facts of contingency messages."""

import msgspec

from eventlog import facts
from eventlog.facts import AnyFact

LINE, MESSAGE = "bogota", "fallas_plataforma"
PLAYED = facts.ContingencyMessagePlayed(line=LINE, message=MESSAGE, mode="before")
ENDED = facts.ContingencyMessageEnded(line=LINE, message=MESSAGE, how="removed")
STARTED = facts.ContingencyMessageStarted(line=LINE, message=MESSAGE, mode="instead", until_ms=1_796_133_600_000)
CONTINGENCY_SENTENCES: list[tuple[AnyFact, str]] = [
    (PLAYED, "Oyó el mensaje de contingencia «Fallas en la plataforma», antes del saludo y del menú."),
    (
        msgspec.structs.replace(PLAYED, message="ya_no_esta", mode="instead"),
        "Oyó el mensaje de contingencia «ya_no_esta», en lugar del saludo y del menú.",
    ),
    (
        STARTED,
        "Se puso el mensaje «Fallas en la plataforma» en «Línea Bogotá», en lugar del saludo y del menú, "
        "hasta el 2026-12-01 a las 09:00.",
    ),
    (ENDED, "Se quitó el mensaje «Fallas en la plataforma» de «Línea Bogotá»: lo quitó una persona."),
    (
        msgspec.structs.replace(ENDED, how="replaced"),
        "Se quitó el mensaje «Fallas en la plataforma» de «Línea Bogotá»: se puso otro.",
    ),
    (
        msgspec.structs.replace(ENDED, how="expired"),
        "Se quitó el mensaje «Fallas en la plataforma» de «Línea Bogotá»: se cumplió su hora.",
    ),
]
