"""Procedure M5-1-05, the monthly training: from the course to the report that the coordinator gets.

The people named in the row send requests over HTTP, and the test reads the results from the journal.
"""

from datetime import UTC, datetime

import msgspec
import pytest

from agent_api.reports.context import ReportContext
from agent_api.reports.service import produce_due_reports
from config.site.reports import MonthlyReport, Reports
from tests.support.api.api_rig import ApiRig
from tests.support.api.sent_mail import sent_messages
from tests.support.desks.evaluation_desk import CLARA, LEAD
from tests.support.desks.training_desk import ABSENT, ANA, ATTENDED, PROPOSALS, TrainingDesk
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
COORDINATOR = "coordinacion@entidad.example"


async def test_c2_the_results_of_the_monthly_training_are_reported(rig: ApiRig) -> None:
    """A finding proposes a course, its session is held and acknowledged, and the report of the month is mailed."""
    desk = TrainingDesk(rig)
    await desk.open()
    course = await desk.course()
    finding = await desk.registered(CLARA, owner="clara")
    form = {"course": course["id"], "source": "finding", "reference": finding["id"], "advisor": "asesor1"}
    proposal = await desk.ok(201, CLARA, "POST", PROPOSALS, json=form)
    session = await desk.session(course, "asesor2", "asesor3")
    accepted = {"accepted": True, "session": session["id"]}
    await desk.ok(200, LEAD, "POST", f"{PROPOSALS}/{proposal['id']}/decision", json=accepted)
    await desk.taken(session, asesor1={**ATTENDED, "mark": "87.5"}, asesor2={**ATTENDED, "mark": "64"}, asesor3=ABSENT)
    await desk.ok(200, ANA, "POST", f"/me/training/{session['id']}/acknowledgement")
    await desk.facts("TrainingAcknowledged")
    reports = Reports(training=MonthlyReport(day=2, recipients=(COORDINATOR,)))
    context = ReportContext(rig.engine, SEALER, msgspec.structs.replace(rig.site, reports=reports))
    for day, number in ((1, 0), (2, 1), (3, 0)):
        now = datetime(2027, 2, day, 15, tzinfo=UTC)
        assert len(await produce_due_reports(context, now)) == number, day
    [(to, message)] = await sent_messages(desk, "report")
    assert to == COORDINATOR
    assert [each.get_filename() for each in message.iter_attachments()] == [
        f"informe-de-capacitacion-2027-01.{part}" for part in ("pdf", "xlsx", "csv")
    ]
    archived = await desk.ok(200, "interventoria:vera", "GET", "/reports", params={"kind": "training"})
    [summary] = archived["reports"]
    content = await desk.ok(200, "interventoria:vera", "GET", f"/reports/{summary['id']}")
    assert {each["name"]: each["value"]["text"] for each in content["highlights"]} == {
        "Sesiones realizadas": "1",
        "Asistencia": "66,67\u00a0%",
        "Notas de asesores nuevos": "0",
        "Notas de asesores antiguos": "2",
        "Aprobados": "50,00\u00a0%",
    }
    await desk.facts("ReportMade")
    names = [type(each.fact).__name__ async for each in rig.journal.envelopes()]
    assert [each for each in names if each.startswith("Training")] == [
        "TrainingCourseCreated",
        "TrainingMaterialAdded",
        "TrainingProposed",
        "TrainingSessionPlanned",
        "TrainingParticipantPlanned",
        "TrainingParticipantPlanned",
        "TrainingProposalDecided",
        "TrainingParticipantPlanned",
        *["TrainingAttendanceRecorded", "TrainingMarkRecorded"] * 2,
        "TrainingAttendanceRecorded",
        "TrainingAcknowledged",
    ]
