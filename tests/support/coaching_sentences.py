"""The Spanish sentences of the facts of coaching, one for each."""

from eventlog import facts
from eventlog.facts import AnyFact

ID, EVALUATION = "2026-0003", "2026-0007"
PROPOSAL = {"coaching": ID, "evaluation": EVALUATION, "round": 1, "advisor": "asesor1", "replaces": ""}
COACHING_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.CoachingProposed(cause="rule", **PROPOSAL),  # type: ignore[arg-type]
        "Se propuso el acompañamiento 2026-0003 por la evaluación 2026-0007.",
    ),
    (
        facts.CoachingProposed(cause="person", **PROPOSAL),  # type: ignore[arg-type]
        "Se abrió el acompañamiento 2026-0003 por la evaluación 2026-0007.",
    ),
    (
        facts.CoachingScheduled(coaching=ID, starts_at="2026-12-01T15:30:00+00:00"),
        "La sesión del acompañamiento 2026-0003 es el martes 1 de diciembre de 2026 a las 10:30.",
    ),
    (
        facts.CoachingHeld(coaching=ID, due_on="2026-12-10"),
        "Se hizo la sesión del acompañamiento 2026-0003; el compromiso vence el jueves 10 de diciembre de 2026.",
    ),
    (
        facts.CoachingConfirmed(coaching=ID, late=False),
        "El asesor confirmó el compromiso del acompañamiento 2026-0003.",
    ),
    (
        facts.CoachingConfirmed(coaching=ID, late=True),
        "El asesor confirmó el compromiso del acompañamiento 2026-0003, después de su último día.",
    ),
    (facts.CoachingCommented(coaching=ID), "El asesor comentó el acompañamiento 2026-0003."),
    (
        facts.CoachingFollowedUp(coaching=ID, evaluation="2026-0031", fulfilled=True),
        "El compromiso del acompañamiento 2026-0003 se cumplió, según la evaluación 2026-0031.",
    ),
    (
        facts.CoachingFollowedUp(coaching=ID, evaluation="2026-0031", fulfilled=False),
        "El compromiso del acompañamiento 2026-0003 no se cumplió, según la evaluación 2026-0031.",
    ),
    (facts.CoachingDismissed(coaching=ID), "Se descartó el acompañamiento 2026-0003."),
    (
        facts.CoachingAnnulled(coaching=ID, evaluation=EVALUATION, round=2),
        "Se anuló el acompañamiento 2026-0003 porque cambió la nota de la evaluación 2026-0007.",
    ),
]
