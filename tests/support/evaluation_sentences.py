"""The Spanish sentences of the facts of quality evaluations, one for each."""

from eventlog import facts
from eventlog.facts import AnyFact

ID = "2026-0007"
RESULT = {"criteria": 15, "score": "250/3", "user": "passed", "business": "failed", "compliance": "", "noncritical": ""}
EVALUATION_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.EvaluationBegun(evaluation=ID, kind="random", channel="phone", item="c", seat="first"),
        "Se comenzó la evaluación de calidad 2026-0007.",
    ),
    (facts.EvaluationDiscarded(evaluation=ID), "Se descartó la evaluación 2026-0007 sin firmarla."),
    (
        facts.EvaluationSigned(
            evaluation=ID,
            kind="random",
            channel="phone",
            item="c",
            seat="first",
            line="bogota",
            advisor="asesor1",
            worked_on="2026-11-24",
            week="2026-W48",
            tenure="unknown",
            form="telefono_1",
            form_version="0a1b2c3d4e5f",
            missing="",
            **RESULT,  # type: ignore[arg-type]
        ),
        "Se firmó la evaluación 2026-0007.",
    ),
    (
        facts.EvaluationCriterionAnswered(evaluation=ID, round=1, criterion="saludo", answer="meets"),
        "En la evaluación 2026-0007 se respondió el criterio «Saluda con el protocolo de la línea».",
    ),
    (
        facts.EvaluationCriterionAnswered(evaluation=ID, round=1, criterion="de_antes", answer="fails"),
        "En la evaluación 2026-0007 se respondió el criterio «de_antes».",
    ),
    (
        facts.EvaluationCorrected(evaluation=ID, round=2, cause="evaluator", **RESULT),  # type: ignore[arg-type]
        "Se corrigió la evaluación 2026-0007 (versión 2).",
    ),
    (
        facts.EvaluationCorrected(evaluation=ID, round=3, cause="refutation", **RESULT),  # type: ignore[arg-type]
        "La evaluación 2026-0007 cambió por una refutación (versión 3).",
    ),
    (
        facts.EvaluationAccepted(evaluation=ID, round=1, late=False),
        "El asesor aceptó la evaluación 2026-0007.",
    ),
    (
        facts.EvaluationAccepted(evaluation=ID, round=1, late=True),
        "El asesor aceptó la evaluación 2026-0007, después del plazo.",
    ),
    (facts.EvaluationRefuted(evaluation=ID, round=1, file=""), "El asesor refutó la evaluación 2026-0007."),
    (
        facts.RefutationConciliationBegun(evaluation=ID),
        "La refutación de la evaluación 2026-0007 pasó a conciliación.",
    ),
    (
        facts.RefutationDecided(evaluation=ID, outcome="accepted"),
        "La refutación de la evaluación 2026-0007 se aceptó.",
    ),
    (
        facts.RefutationDecided(evaluation=ID, outcome="rejected"),
        "La refutación de la evaluación 2026-0007 se rechazó.",
    ),
]
