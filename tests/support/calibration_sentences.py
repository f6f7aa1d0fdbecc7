"""The Spanish sentences of the facts of calibration sessions, one for each."""

from eventlog import facts
from eventlog.facts import AnyFact

ID = "2026-0003"
CALIBRATION_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.CalibrationPlanned(
            calibration=ID,
            channel="phone",
            form="telefono_1",
            form_version="0a1b2c3d4e5f",
            held_on="2026-12-03",
            items=2,
            people=4,
        ),
        "Se planeó la calibración 2026-0003 para el jueves 3 de diciembre de 2026.",
    ),
    (
        facts.CalibrationItemChosen(calibration=ID, item="c-1", week="2026-W48"),
        "La calibración 2026-0003 evalúa c-1.",
    ),
    (
        facts.CalibrationPersonNamed(calibration=ID, user="clara", part="master"),
        "En la calibración 2026-0003 participa clara como responsable de la nota maestra.",
    ),
    (facts.CalibrationCancelled(calibration=ID), "Se canceló la calibración 2026-0003."),
    (
        facts.CalibrationOpened(calibration=ID, absent=0),
        "Se abrieron los resultados de la calibración 2026-0003, con todas las evaluaciones.",
    ),
    (
        facts.CalibrationOpened(calibration=ID, absent=1),
        "Se abrieron los resultados de la calibración 2026-0003, sin un evaluador.",
    ),
    (
        facts.CalibrationOpened(calibration=ID, absent=2),
        "Se abrieron los resultados de la calibración 2026-0003, sin 2 evaluadores.",
    ),
    (
        facts.CalibrationAbsence(calibration=ID, user="carlos", unsigned=2),
        "En la calibración 2026-0003, carlos no firmó todas sus evaluaciones.",
    ),
    (
        facts.CalibrationEvaluationCompared(calibration=ID, evaluation="2026-0007", round=1, part="evaluator"),
        "La calibración 2026-0003 cuenta la evaluación 2026-0007 (versión 1).",
    ),
    (
        facts.CalibrationMinutesSigned(calibration=ID, version=1, decisions=1, digest="0" * 64),
        "Se firmó el acta de la calibración 2026-0003.",
    ),
    (
        facts.CalibrationMinutesSigned(calibration=ID, version=2, decisions=1, digest="1" * 64),
        "Se corrigió el acta de la calibración 2026-0003 (versión 2).",
    ),
    (
        facts.CalibrationCriterionDecided(calibration=ID, version=1, criterion="saludo", changes=True),
        "La calibración 2026-0003 decidió sobre «Saluda con el protocolo de la línea»; el formulario debe cambiar.",
    ),
    (
        facts.CalibrationCriterionDecided(calibration=ID, version=1, criterion="saludo", changes=False),
        "La calibración 2026-0003 decidió sobre «Saluda con el protocolo de la línea».",
    ),
    (
        facts.CalibrationChangeTied(calibration=ID, criterion="saludo", form="telefono_2", form_version="0a1b2c3d4e5f"),
        "El formulario tiene el cambio de «Saluda con el protocolo de la línea» que pidió la calibración 2026-0003.",
    ),
]
