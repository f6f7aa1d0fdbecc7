"""Procedure M5-1-05, the findings: from the visit of quality to the report that the coordinator answers.

The people named in the row send requests over HTTP, and the test reads the results from the journal.
"""

import pytest

from tests.support.api.api_rig import ApiRig
from tests.support.desks.evaluation_desk import CLARA, LEAD
from tests.support.desks.finding_desk import OWNER, REPORTS, FindingDesk

pytestmark = pytest.mark.integration
OF_FINDINGS = ("QualityVisit", "Finding")


async def test_a22_findings_report_presented_to_the_coordinator(rig: ApiRig) -> None:
    """The professional visits, registers findings and presents their report; the coordinator answers it."""
    desk = FindingDesk(rig)
    await desk.hire(CLARA, LEAD, OWNER)
    visit = await desk.signed_visit(CLARA)
    grave = await desk.registered(CLARA, source="visit", reference=visit["id"], kind="puesto")
    await desk.registered(CLARA, source="visit", reference=visit["id"], kind="registro", severity="leve")
    report = await desk.asked_report(CLARA, "visit", visit["id"])
    assert report["findings"] == 2
    path = f"{REPORTS}/{report['id']}"
    for user, step, body in (
        (CLARA, "presentation", None),
        (LEAD, "reception", None),
        (LEAD, "answer", {"text": "Se corrigen esta semana."}),
    ):
        answer = await desk.ask(user, "POST", f"{path}/{step}", json=body)
        assert answer.status_code == 200, answer.text
    proposed = await desk.acted(OWNER, grave, "propose")
    corrected = await desk.acted(OWNER, await desk.acted(CLARA, proposed, "approve"), "finish")
    verified = await desk.acted(CLARA, corrected, "verify")
    assert (verified["state"], verified["standing"]) == ("verified", "corrected")
    await desk.facts("FindingStepTaken")
    names = [type(each.fact).__name__ async for each in rig.journal.envelopes()]
    assert [each for each in names if each.startswith(OF_FINDINGS)] == [
        "QualityVisitBegun",
        "QualityVisitSigned",
        "FindingRegistered",
        "FindingRegistered",
        "FindingReportMade",
        "FindingReportPresented",
        "FindingReportReceived",
        "FindingReportAnswered",
        *["FindingStepTaken"] * 4,
    ]
