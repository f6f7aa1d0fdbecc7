"""Facts of weekly samples, and their Spanish sentences."""

from eventlog import facts
from eventlog.facts import AnyFact
from tests.support.facts.sample_weeks import NUMBER, WEEK, plan

_WEEK = {"week": str(WEEK)}
_PHONE = {**_WEEK, "channel": "phone"}
_STRATUM = {**_PHONE, "line": "bogota", "advisor": "ana"}
SAMPLE_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        plan(),
        "Se planeó la muestra de llamadas de la semana del lunes 16 de noviembre de 2026, con 95 % de confianza.",
    ),
    (
        facts.SampleSeedCommitted(**_WEEK, commitment="ab" * 32),
        "La interventoría comprometió un número para las muestras de la semana del lunes 16 de noviembre de 2026.",
    ),
    (
        facts.SampleSeedRevealed(**_WEEK, number=NUMBER),
        "La interventoría reveló el número de las muestras de la semana del lunes 16 de noviembre de 2026.",
    ),
    (
        facts.SampleDrawn(
            **{**_WEEK, "channel": "written"},  # type: ignore[arg-type]
            population=900,
            size=270,
            strata=3,
            frame="ab" * 32,
            head_seq=40,
            head="cd" * 32,
            seed="ef" * 32,
            seed_case="committed",
        ),
        "Se sortearon 270 de 900 respuestas escritas de la semana del lunes 16 de noviembre de 2026, con la cabeza de "
        "la cadena y el número de la interventoría.",
    ),
    (
        facts.SampleStratumDrawn(**_STRATUM, population=300, size=90),  # type: ignore[arg-type]
        "En la muestra, de ana en «Línea Bogotá» se sortearon 90 de 300.",
    ),
    (
        facts.SampleItemDrawn(**_STRATUM, position=4, item="c-001"),  # type: ignore[arg-type]
        "«c-001» entró en la muestra: es el 4.º en el orden de su estrato.",
    ),
    (
        facts.SampleItemReplaced(**_PHONE, item="c-001", replacement="c-002", position=91, reason="sin_audio"),  # type: ignore[arg-type]
        "En la muestra, «c-002» reemplazó a «c-001». Motivo: No hay grabación o no se puede oír.",
    ),
]
