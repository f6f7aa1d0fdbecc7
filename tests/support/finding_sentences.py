"""The Spanish sentences of the facts of visits, findings and their reports, one for each."""

from typing import Any

from eventlog import facts
from eventlog.facts import AnyFact

ID, DAY = "2026-0007", "2026-12-03"
FOUND: dict[str, Any] = {"kind": "registro", "severity": "grave", "area": "operacion", "owner": "sara", "due_on": DAY}
LAST_DAY = "se corrige a más tardar el jueves 3 de diciembre de 2026."
STEP: dict[str, Any] = {"finding": ID, "late": False, "due_on": DAY}


def _step(act: str, state: str, sentence: str, **more: Any) -> tuple[AnyFact, str]:
    return facts.FindingStepTaken(act=act, state=state, **{**STEP, **more}), sentence


FINDING_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.FindingRegistered(finding=ID, source="visit", reference="2026-0002", **FOUND),
        f"Se registró el hallazgo 2026-0007 de la visita 2026-0002; {LAST_DAY}",
    ),
    (
        facts.FindingRegistered(finding=ID, source="manual", reference="", **FOUND),
        f"Se registró el hallazgo 2026-0007; {LAST_DAY}",
    ),
    _step("propose", "proposed", "El responsable propuso la acción del hallazgo 2026-0007."),
    _step("approve", "in_course", "Se aprobó la acción del hallazgo 2026-0007."),
    _step("finish", "done", "El responsable terminó la acción del hallazgo 2026-0007."),
    _step(
        "finish",
        "done",
        "El responsable terminó la acción del hallazgo 2026-0007, después de su último día.",
        late=True,
    ),
    _step("send_back", "in_course", "Se devolvió al responsable el hallazgo 2026-0007."),
    _step("verify", "verified", "Se verificó la corrección del hallazgo 2026-0007."),
    _step("close", "closed", "Se cerró el hallazgo 2026-0007."),
    _step("reject", "rejected", "El responsable rechazó el hallazgo 2026-0007."),
    _step("annul", "annulled", "Se anuló el hallazgo 2026-0007."),
    _step("reopen", "reopened", f"Se reabrió el hallazgo 2026-0007; {LAST_DAY}"),
    (facts.FindingAssigned(finding=ID, area="fondos", owner="luz"), "El hallazgo 2026-0007 tiene otro responsable."),
    (
        facts.FindingFileStored(finding=ID, file="f" * 16, digest="0" * 64),
        "Se adjuntó una prueba al hallazgo 2026-0007.",
    ),
    (
        facts.FindingReminded(finding=ID, due_on=DAY, days_left=1, late=False),
        "Se recordó al responsable que el hallazgo 2026-0007 vence el jueves 3 de diciembre de 2026.",
    ),
    (
        facts.FindingReminded(finding=ID, due_on=DAY, days_left=0, late=True),
        "Se avisó que el hallazgo 2026-0007 está vencido.",
    ),
    (
        facts.QualityVisitBegun(visit=ID, mode="in_person", visited_on=DAY),
        "Se comenzó la visita presencial 2026-0007, del jueves 3 de diciembre de 2026.",
    ),
    (
        facts.QualityVisitBegun(visit=ID, mode="monitoring", visited_on=DAY),
        "Se comenzó la visita de monitoreo 2026-0007, del jueves 3 de diciembre de 2026.",
    ),
    (
        facts.QualityVisitSigned(
            visit=ID,
            line="bogota",
            channel="phone",
            form="visita_1",
            form_version="0a1b2c3d4e5f",
            yes=8,
            no=1,
            not_applicable=0,
            digest="0" * 64,
        ),
        "Se firmó la visita 2026-0007.",
    ),
    (facts.QualityVisitDiscarded(visit=ID), "Se descartó la visita 2026-0007 sin firmarla."),
    *(
        (
            facts.FindingReportMade(
                report=ID,
                scope="month",
                subject="2026-11",
                findings=number,
                seq=9,
                head="3f" * 32,
                digest="0" * 64,
                pdf="1" * 64,
            ),
            f"Se hizo el informe de hallazgos 2026-0007, con {counted}.",
        )
        for number, counted in ((1, "1 hallazgo"), (4, "4 hallazgos"))
    ),
    (
        facts.FindingReportPresented(report=ID, digest="0" * 64),
        "Se presentó a la coordinación el informe de hallazgos 2026-0007.",
    ),
    (facts.FindingReportReceived(report=ID), "La coordinación recibió el informe de hallazgos 2026-0007."),
    (facts.FindingReportAnswered(report=ID), "La coordinación respondió el informe de hallazgos 2026-0007."),
]
