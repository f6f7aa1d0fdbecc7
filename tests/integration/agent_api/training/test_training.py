"""Training: courses, sessions, the register of attendance and marks, acknowledgements, proposals, and the gate."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from agent_api.tickets.attachments.antivirus.clamd import Clamd
from agent_api.training.queries import read_training_metrics
from agent_api.training.standings import restrict_queues
from eventlog.facts import TrainingAttendanceRecorded, TrainingMarkRecorded, TrainingRequirementChanged
from metrics.prometheus.training import TrainingNow
from storage.postgres.engine import read_connection
from tests.support.desks.evaluation_desk import CLARA, LEAD, OVERSIGHT
from tests.support.desks.training_desk import (
    ABSENT,
    ANA,
    ATTENDED,
    CAMILO,
    COURSES,
    DIANA,
    PROPOSALS,
    SESSIONS,
    TrainingDesk,
)
from tests.support.programs import free_ports
from tests.support.servers.clamd import TEST_SIGNATURE, clamd

pytestmark = pytest.mark.integration


async def test_a_course_has_the_sites_defaults_and_versions_of_its_material(desk: TrainingDesk) -> None:
    """Mark, attempts and validity come from the site; each version of the material stays."""
    course = await desk.course()
    assert (course["id"], course["pass_mark"], course["attempts"], course["validity_months"]) == (
        "2027-0001",
        80,
        2,
        12,
    )
    course = await desk.material(course, "Con la sentencia nueva")
    assert [each["version"] for each in course["materials"]] == [2, 1]
    body = {"title": "Ley 1755", "pass_mark": 90, "revision": course["revision"], "retired": True}
    changed = await desk.ok(200, CLARA, "PUT", f"{COURSES}/{course['id']}", json=body)
    assert (changed["pass_mark"], changed["retired"]) == (90, True)
    again = await desk.ask(CLARA, "PUT", f"{COURSES}/{course['id']}", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "training_changed")
    planned = await desk.ask(LEAD, "POST", SESSIONS, json={**PLAN, "starts_at": desk.rig.now.isoformat()})
    assert planned.json()["errors"][0]["field"] == "course"


PLAN = {"course": "2027-0001", "trainer": "Marta Peña", "place": "Sala 2", "minutes": 60}


async def test_a_file_is_a_version_of_the_material_for_those_who_train_with_it(desk: TrainingDesk) -> None:
    """A refused file makes no version; an advisor opens that of their session, and the last one that they need."""
    course = await desk.uploaded_course(b"Cartilla de Marta")
    file = {"name": "cartilla.txt", "media_type": "text/plain; charset=utf-8", "size": 17}
    assert [each["file"] for each in course["materials"]] == [file]
    program = await desk.upload(course, b"MZ" + bytes(200), "cartilla.pdf")
    assert (program.status_code, program.json()["reason"]) == (400, "program")
    path = f"{COURSES}/{course['id']}/materials/1/file"
    opened = await desk.ask("supervisor:sara", "GET", path)
    assert (opened.content, opened.headers["content-disposition"]) == (
        b"Cartilla de Marta",
        "attachment; filename*=UTF-8''cartilla.txt",
    )
    own = f"/me/training-materials/{course['id']}"
    assert (await desk.ask(ANA, "GET", path)).status_code == 403
    assert (await desk.ask(ANA, "GET", f"{own}/1")).status_code == 404
    await desk.session(course, "asesor1", days=1)
    read = await desk.ok(200, ANA, "GET", "/me/training")
    assert read["sessions"][0]["material_version"]["file"] == file
    assert (await desk.ask(ANA, "GET", f"{own}/1")).content == b"Cartilla de Marta"
    assert (await desk.upload(course, b"Cartilla nueva")).json()["materials"][0]["version"] == 2
    assert (await desk.ask(ANA, "GET", f"{own}/2")).status_code == 404
    needed = {**REQUIRED, "required_from": desk.rig.now.date().isoformat()}
    await desk.ok(200, LEAD, "PUT", f"{COURSES}/{course['id']}", json={**needed, "revision": course["revision"]})
    [standing] = (await desk.ok(200, DIANA, "GET", "/me/training"))["standings"]
    assert (standing["state"], standing["material_version"]["version"]) == ("pending", 2)
    assert (await desk.ask(DIANA, "GET", f"{own}/2")).content == b"Cartilla nueva"
    assert (await desk.ask(DIANA, "GET", f"{own}/1")).status_code == 404
    assert [each.fact.size for each in await desk.facts("TrainingFileStored")] == [17, 14]  # type: ignore[union-attr]
    assert b"Marta" not in await desk.bytes_of("training_file")


REQUIRED = {"title": "Ley 1755 de 2015", "required_roles": ["asesor"]}


async def test_a_withheld_file_makes_no_version(desk: TrainingDesk, tmp_path: Path) -> None:
    """Neither does a file while the antivirus is away; a clean one is accepted."""
    course = await desk.course()
    state = desk.rig.app.state

    async def upload(address: str, content: bytes) -> tuple[int, str]:
        state.context = dataclasses.replace(state.context, antivirus=Clamd(address))
        answer = await desk.upload(course, content, "cartilla.pdf")
        return answer.status_code, answer.json().get("code", "")

    with clamd(tmp_path) as port:
        here = f"127.0.0.1:{port}"
        assert await upload(here, b"%PDF-1.7 " + TEST_SIGNATURE) == (409, "training_file_infected")
        [closed] = free_ports(1)
        assert await upload(f"127.0.0.1:{closed}", b"%PDF-1.7 Cartilla") == (503, "training_file_not_examined")
        assert await desk.rows("training_file") == 0
        assert await upload(here, b"%PDF-1.7 Cartilla") == (200, "")
    read = await desk.ok(200, LEAD, "GET", f"{COURSES}/{course['id']}")
    assert [(each["version"], each["file"] is not None) for each in read["materials"]] == [(2, True), (1, False)]


async def test_each_change_of_a_requirement_is_a_fact(desk: TrainingDesk) -> None:
    """A change of other rules is none; a course that is retired is not required."""
    course = await desk.course(required_queues=["quejas"], required_from="2027-01-10")
    rules = {"title": "Ley 1755 de 2015", "required_queues": ["quejas"], "required_from": "2027-01-10"}
    for change in ({"attempts": 3}, {"required_roles": ["asesor"]}, {"required_roles": ["asesor"], "retired": True}):
        body = {**rules, **change, "revision": course["revision"]}
        course = await desk.ok(200, LEAD, "PUT", f"{COURSES}/{course['id']}", json=body)
    changed = [each.fact for each in await desk.facts("TrainingRequirementChanged")]
    assert [
        (each.queues, each.roles, each.required_from)
        for each in changed
        if isinstance(each, TrainingRequirementChanged)
    ] == [("quejas", "", "2027-01-10"), ("quejas", "asesor", "2027-01-10"), ("quejas", "asesor", "")]


async def test_a_register_is_stored_as_a_whole_or_not_at_all(desk: TrainingDesk) -> None:
    """One refused row stores nothing; then attendance and marks are facts, and each advisor gets a notification."""
    session = await desk.session(await desk.course(), "asesor1", "asesor2", "asesor3")
    bad = await desk.take(session, asesor1={**ATTENDED, "mark": "87.5"}, asesor2={"attendance": "absent"})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "rows.1.reason")
    assert (await desk.ok(200, LEAD, "GET", f"{SESSIONS}/{session['id']}"))["attended"] == 0
    rows = await desk.taken(session, asesor1={**ATTENDED, "mark": "87.5"}, asesor2=ABSENT, asesor3=ATTENDED)
    ana = rows["asesor1"]
    assert (ana["mark"], ana["attempt"], ana["passed"], ana["valid_until"]) == ("87.5", 1, True, "2028-01-15")
    assert rows["asesor2"]["reason_name"] == "Incapacidad"
    assert await desk.bell(ANA, "training") == [
        "Confirme su asistencia y su nota en la sesión de capacitación 2027-0001.",
        "Usted asiste a la sesión de capacitación 2027-0001, el viernes 15 de enero de 2027.",
    ]
    recorded = [each.fact for each in await desk.facts("TrainingAttendanceRecorded")]
    assert [(each.advisor, each.attendance) for each in recorded if isinstance(each, TrainingAttendanceRecorded)] == [
        ("asesor1", "attended"),
        ("asesor2", "absent"),
        ("asesor3", "attended"),
    ]
    [marked] = [each.fact for each in await desk.facts("TrainingMarkRecorded")]
    assert isinstance(marked, TrainingMarkRecorded)
    assert (marked.mark, marked.passed, marked.valid_until) == ("87.5", True, "2028-01-15")


async def test_attempts_are_limited(desk: TrainingDesk) -> None:
    """The third attempt of two is refused until the course allows it."""
    course = await desk.course()
    first = await desk.session(course, "asesor1", days=-9)
    await desk.taken(first, asesor1={**ATTENDED, "mark": "10"})
    await desk.taken(await desk.session(course, "asesor1", days=-8), asesor1={**ATTENDED, "mark": "79.99"})
    third = await desk.session(course, "asesor1")
    refused = await desk.take(third, asesor1={**ATTENDED, "mark": "95"})
    assert "2 intentos" in refused.json()["errors"][0]["detail"]
    late = await desk.take(first, asesor1={**ATTENDED, "mark": "90"})
    assert "posterior" in late.json()["errors"][0]["detail"]
    body = {"title": course["title"], "attempts": 3, "revision": course["revision"]}
    await desk.ok(200, LEAD, "PUT", f"{COURSES}/{course['id']}", json=body)
    assert (await desk.taken(third, asesor1={**ATTENDED, "mark": "95"}))["asesor1"]["attempt"] == 3


async def test_only_the_advisor_acknowledges_and_then_nothing_changes(desk: TrainingDesk) -> None:
    """An acknowledged record is not corrected; another advisor's session is not found."""
    session = await desk.session(await desk.course(), "asesor1")
    path = f"/me/training/{session['id']}/acknowledgement"
    assert (await desk.ask(ANA, "POST", path)).json()["code"] == "training_not_recorded"
    await desk.taken(session, asesor1={**ATTENDED, "mark": "60"})
    assert (await desk.ask(CAMILO, "POST", path)).status_code == 404
    own = await desk.ok(200, ANA, "POST", path)
    assert own["sessions"][0]["record"]["acknowledged_at"]
    assert not own["sessions"][0]["can_acknowledge"]
    refused = await desk.take(session, asesor1={**ATTENDED, "mark": "90"})
    assert refused.json()["errors"][0]["field"] == "rows.0.advisor"
    assert (await desk.take(session, asesor1={**ATTENDED, "mark": "60"})).status_code == 200


async def test_a_session_is_moved_or_cancelled_until_it_is_held(desk: TrainingDesk) -> None:
    """Expected advisors are notified; a register before its day, and a change after it was held, are refused."""
    course = await desk.course()
    session = await desk.session(course, "asesor1", days=3)
    assert (await desk.take(session, asesor1=ATTENDED)).json()["code"] == "training_session_ahead"
    moved = {**PLAN, "starts_at": desk.rig.now.isoformat(), "revision": session["revision"]}
    del moved["course"]
    read = await desk.ok(200, LEAD, "PUT", f"{SESSIONS}/{session['id']}", json=moved)
    assert (await desk.bell(ANA, "training"))[0].startswith("La sesión de capacitación 2027-0001 cambió")
    everyone = {"advisors": ["asesor1", "asesor3"]}
    await desk.ok(200, LEAD, "PUT", f"{SESSIONS}/{session['id']}/participants", json=everyone)
    await desk.taken(session, asesor1=ATTENDED)
    emptied = await desk.ok(200, LEAD, "PUT", f"{SESSIONS}/{session['id']}/participants", json={"advisors": []})
    assert [each["advisor"] for each in emptied["participants"]] == ["asesor1"]
    body = {"revision": emptied["revision"]}
    late = await desk.ask(LEAD, "POST", f"{SESSIONS}/{session['id']}/cancellation", json=body)
    assert late.json()["code"] == "training_session_closed"
    other = await desk.session(course, "asesor3", days=1)
    cancelled = await desk.ok(
        200, LEAD, "POST", f"{SESSIONS}/{other['id']}/cancellation", json={"revision": other["revision"]}
    )
    assert cancelled["state"] == "cancelled"
    assert (await desk.bell(DIANA, "training"))[0].startswith("Se canceló la sesión de capacitación 2027-0002")
    assert read["state"] == "planned"


async def test_the_schedule_is_filtered_and_paged(desk: TrainingDesk) -> None:
    """Each page continues the one before; the filters are course, advisor, state and days."""
    course = await desk.course()
    for days in range(5):
        await desk.session(course, "asesor1" if days % 2 else "asesor2", days=days)
    seen, cursor = [], None
    for _ in range(3):
        params = {"limit": 2, "sort": "starts_at", **({"cursor": cursor} if cursor else {})}
        page = await desk.ok(200, CLARA, "GET", SESSIONS, params=params)
        seen += [each["id"] for each in page["sessions"]]
        cursor = page["next"]
    assert (seen, cursor) == ([f"2027-000{each}" for each in range(1, 6)], None)
    for params, ids in (
        ({"advisor": "asesor1"}, ["2027-0004", "2027-0002"]),
        ({"starts_from": "2027-01-18"}, ["2027-0005", "2027-0004"]),
        ({"state": "held"}, []),
    ):
        page = await desk.ok(200, CLARA, "GET", SESSIONS, params=params)
        assert [each["id"] for each in page["sessions"]] == ids, params


async def test_who_lacks_a_required_course_is_kept_from_its_queue(desk: TrainingDesk) -> None:
    """The reason is the same for the advisor, the supervisor and the roster; a pass opens the queue."""
    day = desk.rig.now.date().isoformat()
    course = await desk.course(required_queues=["quejas", "pagos"], required_from=day, validity_months=1)
    reason = "Le falta la capacitación «Ley 1755 de 2015»."
    assert await desk.gates(DIANA) == {"quejas": reason}
    assert await desk.gates(ANA) == {}
    seen = await desk.ok(200, "supervisor:sara", "GET", "/training/advisors")
    assert {each["advisor"]: [gate["reason"] for gate in each["gates"]] for each in seen["advisors"]} == {
        "asesor1": [],
        "asesor2": [reason],
        "asesor3": [reason],
    }
    assert (seen["lacking"], seen["expiring"]) == (3, 0)
    site = desk.rig.app.state.context.site
    async with read_connection(desk.rig.engine) as connection:
        kept = await restrict_queues(connection, site, ["asesor3"], desk.rig.now)
    assert kept == {"asesor3": {"quejas": reason}}
    await desk.taken(await desk.session(course, "asesor3"), asesor3={**ATTENDED, "mark": "80"})
    assert await desk.gates(DIANA) == {}
    desk.rig.now += timedelta(days=2)
    assert await read_training_metrics(desk.rig.app.state.context) == TrainingNow(lacking=2, expiring=1)
    desk.rig.now += timedelta(days=38)
    assert await desk.gates(DIANA) == {
        "quejas": "La capacitación «Ley 1755 de 2015» venció el lunes 15 de febrero de 2027."
    }
    desk.change_training(gated_queues=())
    assert await desk.gates(DIANA) == {}


async def test_a_proposal_from_a_finding_plans_its_advisor(desk: TrainingDesk) -> None:
    """A finding or an error family proposes a course; accepted, its people are expected; rejected, it has a reason."""
    course = await desk.course()
    finding = await desk.registered(CLARA, owner="clara")
    form = {"course": course["id"], "source": "finding", "reference": finding["id"], "advisor": "asesor1"}
    proposal = await desk.ok(201, CLARA, "POST", PROPOSALS, json=form)
    assert (await desk.ok(200, CLARA, "POST", PROPOSALS, json=form))["id"] == proposal["id"]
    for reference, ids in ((finding["id"], [proposal["id"]]), ("2020-0009", [])):
        params = {"source": "finding", "reference": reference}
        listed = await desk.ok(200, "supervisor:sara", "GET", PROPOSALS, params=params)
        assert [each["id"] for each in listed["proposals"]] == ids
    assert await desk.bell(LEAD, "training_proposal") == [
        "Se propuso una capacitación (2027-0001): acéptela o rechácela."
    ]
    session = await desk.session(course, days=2)
    decision = {"accepted": True, "session": session["id"]}
    decided = await desk.ok(200, LEAD, "POST", f"{PROPOSALS}/{proposal['id']}/decision", json=decision)
    assert (decided["state"], decided["session"]) == ("accepted", session["id"])
    read = await desk.ok(200, LEAD, "GET", f"{SESSIONS}/{session['id']}")
    assert [each["advisor"] for each in read["participants"]] == ["asesor1"]
    again = await desk.ask(LEAD, "POST", f"{PROPOSALS}/{proposal['id']}/decision", json=decision)
    assert again.json()["code"] == "training_proposal_decided"
    team = {"course": course["id"], "source": "error", "reference": "user", "queue": "quejas"}
    second = await desk.ok(201, CLARA, "POST", PROPOSALS, json=team)
    await desk.ok(200, LEAD, "POST", f"{PROPOSALS}/{second['id']}/decision", json=decision)
    read = await desk.ok(200, LEAD, "GET", f"{SESSIONS}/{session['id']}")
    assert [each["advisor"] for each in read["participants"]] == ["asesor1", "asesor2", "asesor3"]
    third = await desk.ok(201, CLARA, "POST", PROPOSALS, json={"course": course["id"], "advisor": "asesor2"})
    without = await desk.ask(LEAD, "POST", f"{PROPOSALS}/{third['id']}/decision", json={"accepted": False})
    assert without.json()["errors"][0]["field"] == "reason"
    body = {"accepted": False, "reason": "Ya lo sabe Marta Peña."}
    rejected = await desk.ok(200, LEAD, "POST", f"{PROPOSALS}/{third['id']}/decision", json=body)
    assert rejected["reason"] == "Ya lo sabe Marta Peña."
    for bad in ({"source": "finding", "reference": "2020-0009"}, {"source": "error", "reference": "nada"}):
        answer = await desk.ask(CLARA, "POST", PROPOSALS, json={**form, **bad})
        assert answer.json()["errors"][0]["field"] == "reference"


async def test_each_reminder_is_sent_once_by_any_number_of_workers(desk: TrainingDesk) -> None:
    """Seven days and one day before a session, and before the end of a required course."""
    day = desk.rig.now.date().isoformat()
    course = await desk.course(required_queues=["quejas"], required_from=day, validity_months=1)
    await desk.session(course, "asesor2", days=10)
    await desk.taken(await desk.session(course, "asesor3"), asesor3={**ATTENDED, "mark": "80"})
    sent = []
    for _ in range(34):
        desk.rig.now += timedelta(days=1)
        sent.append(await desk.send_reminders(2))
    assert (sum(sent), sent[2], sent[8], sent[23], sent[29]) == (4, 1, 1, 1, 1)
    assert (await desk.bell(DIANA, "training"))[0] == (
        "Su capacitación 2027-0001 vence el lunes 15 de febrero de 2027: repítala antes."
    )
    assert len(await desk.facts("TrainingReminded")) == 4


async def test_who_may_do_what(desk: TrainingDesk) -> None:
    """Coordination and quality write, supervisors and the oversight read, advisors see their own."""
    await desk.hire(OVERSIGHT)
    for user, status in ((OVERSIGHT, 200), ("supervisor:sara", 200), (ANA, 403), ("funcionario:f1", 403)):
        assert (await desk.ask(user, "GET", COURSES)).status_code == status, user
    for user in (OVERSIGHT, "supervisor:sara", ANA):
        assert (await desk.ask(user, "POST", COURSES, json={"title": "X"})).status_code == 403, user
    assert (await desk.ask(LEAD, "GET", "/me/training")).status_code == 403
