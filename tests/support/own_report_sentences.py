"""The Spanish sentences of the facts of own reports."""

import msgspec

from eventlog import facts
from eventlog.facts import AnyFact

NUMBER = "2026-0003"
SAVED = facts.OwnReportSaved(report=NUMBER, version=1, schedule="", recipients=2, shared=False)
MADE = facts.OwnReportMade(
    report=NUMBER,
    run="0" * 32,
    scheduled=True,
    missed=0,
    first_day="2026-11-01",
    last_day="2026-11-30",
    recipients=2,
    seq=40,
    head="ab" * 32,
    digest="cd" * 32,
)
STOPPED = facts.OwnReportStopped(report=NUMBER, cause="owner")
OWN_REPORT_SENTENCES: list[tuple[AnyFact, str]] = [
    (SAVED, "Se creó el informe propio 2026-0003, sin programar."),
    (
        msgspec.structs.replace(SAVED, version=2, schedule="business_day"),
        "Se cambió el informe propio 2026-0003, de cada día hábil.",
    ),
    (MADE, "Se hizo el informe propio 2026-0003 (noviembre de 2026), calculado hasta el hecho n.º 40."),
    (facts.OwnReportPaused(report=NUMBER), "Se pausó el informe propio 2026-0003."),
    (facts.OwnReportResumed(report=NUMBER), "Se reanudó el informe propio 2026-0003."),
    (STOPPED, "El informe propio 2026-0003 dejó de hacerse: su dueño ya no puede ver estas cifras."),
    (
        msgspec.structs.replace(STOPPED, cause="definition"),
        "El informe propio 2026-0003 dejó de hacerse: el sitio ya no tiene una de sus cifras, su línea o su cola.",
    ),
    (
        facts.OwnReportTransferred(report=NUMBER, before="laura", owner="paola"),
        "El informe propio 2026-0003 pasó de laura a paola.",
    ),
    (facts.OwnReportDeleted(report=NUMBER), "Se borró el informe propio 2026-0003."),
]
