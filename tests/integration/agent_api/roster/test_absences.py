"""Absences and deputies: the new owner of escalated tickets, the recipients of alarms, and the facts."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from agent_api.kit.job_context import JobContext
from agent_api.notices.service import send_alarms
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from eventlog.facts import AbsenceCancelled, AbsenceRecorded, DeputyNamed
from storage.postgres.engine import unit_of_work
from storage.tables import notification
from tests.support.desks.ticket_desk import ELSA, TicketDesk
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
LEAD = "coordinador:jefa"
OWNER, OTHER, LEADER = "funcionario:funcionario1", "funcionario:cartera1", "funcionario:credito_lider"
REASON = "Incapacidad médica"


async def record(desk: TicketDesk, first: int, last: int, **more: Any) -> tuple[int, dict[str, Any]]:
    """Record an absence of funcionario1 on days from today on."""
    today = desk.rig.now.date()
    days = {"first_day": str(today + timedelta(days=first)), "last_day": str(today + timedelta(days=last))}
    form = {"user": "funcionario1", "reason": REASON, **days, **more}
    answer = await desk.ask(LEAD, "POST", "/roster/absences", json=form)
    return answer.status_code, answer.json()


async def cancel(desk: TicketDesk, id_: str) -> tuple[int, dict[str, Any]]:
    """Cancel an absence of funcionario1."""
    answer = await desk.ask(LEAD, "POST", f"/roster/people/funcionario1/absences/{id_}/cancel")
    return answer.status_code, answer.json()


async def absences(desk: TicketDesk, **query: str) -> list[dict[str, Any]]:
    """Return the absences of a page."""
    answer = await desk.ask(LEAD, "GET", "/roster/absences", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["absences"])


async def escalated(desk: TicketDesk) -> dict[str, Any]:
    """Return a ticket of the credit area after its escalation by the matrix."""
    ticket = await desk.file_ticket(outcome="escalated")
    return await desk.step(ELSA, await desk.step(ELSA, ticket, "take"), "escalate")


async def test_a_ticket_escalated_during_an_absence_goes_to_the_deputy(desk: TicketDesk) -> None:
    """From the first day on, to the deputy of the absence; once it is cancelled, to the official again."""
    desk.rig.now += timedelta(days=60)
    await desk.hire(OWNER, OTHER, ELSA)
    assert (await escalated(desk))["owner"] == "funcionario1"
    status, made = await record(desk, 0, 3, deputy="cartera1")
    assert (status, made["status"], made["stands_in"], made["stands_in_name"]) == (
        201,
        "current",
        "cartera1",
        "Cartera1",
    )
    assert (await escalated(desk))["owner"] == "cartera1"
    assert (await cancel(desk, made["id"]))[1]["status"] == "cancelled"
    assert (await escalated(desk))["owner"] == "funcionario1"


async def test_the_alarm_of_an_absent_owner_reaches_the_deputy_too(desk: TicketDesk) -> None:
    """Both are notified of a ticket near its last day that the official had before."""
    desk.rig.now += timedelta(days=60)
    await desk.hire(OWNER, OTHER, ELSA)
    ticket = await escalated(desk)
    desk.rig.now += timedelta(days=20)
    await record(desk, 0, 30, deputy="cartera1")
    job = JobContext(desk.rig.engine, SEALER, desk.rig.site)
    assert await send_alarms(job.engine, job.cipher, job.site, desk.rig.now) == 1
    for user in (OWNER, OTHER):
        listed = (await desk.ask(user, "GET", "/notifications")).json()["notifications"]
        assert ticket["number"] in [each["number"] for each in listed if each["kind"] in {"term_near", "term_breached"}]
    listed = (await desk.ask(LEADER, "GET", "/notifications")).json()["notifications"]
    assert [each for each in listed if each["kind"] == "term_near"] == []


async def test_the_alarm_of_an_absent_leader_reaches_the_deputy(desk: TicketDesk) -> None:
    """Through a deputy who is away too; a personal notice stays with the person, and so does one before the absence."""
    campaign = desk.rig.site.campaign
    people = ("coordinador:lola", "coordinador:rita", "coordinador:tina")
    await desk.hire(*people)
    for user, deputy in (("jefa", "lola"), ("lola", "rita"), ("rita", "jefa")):
        await desk.ask(LEAD, "PUT", f"/roster/people/{user}/deputy", json={"deputy": deputy})
    day = str(desk.rig.now.date())

    async def tell(kind: NotificationKind, number: str) -> list[str]:
        cause = NotificationCause(kind=kind, number=number, event="made")
        async with unit_of_work(desk.rig.engine) as connection:
            await notify(connection, campaign, cause, ["jefa"], desk.rig.now)
            told = notification.c
            query = select(told.user).where(told.subject == number).order_by(told.user)
            return list((await connection.execute(query)).scalars())

    assert await tell("observation_made", "1") == ["jefa"]
    for user in ("jefa", "lola"):
        form = {"user": user, "first_day": day, "last_day": day, "reason": REASON}
        assert (await desk.ask(LEAD, "POST", "/roster/absences", json=form)).json()["stands_in"] == (
            "lola" if user == "jefa" else "rita"
        )
    assert await tell("observation_made", "2") == ["jefa", "rita"]
    assert await tell("coaching_scheduled", "3") == ["jefa"]


async def test_the_roster_leaves_as_files(desk: TicketDesk) -> None:
    """Each list with its heading; an absence without its reason; the export is a fact."""
    await desk.hire(OWNER, OTHER)
    await desk.ask(LEAD, "PUT", "/roster/seats/B-07", json={"extension": "207", "location": "Piso 2"})
    await record(desk, 0, 3, deputy="cartera1")
    files = {}
    for name in ("advisors", "seats", "absences", "deputies"):
        answer = await desk.ask(LEAD, "POST", "/roster-exports", json={"list": name, "format": "csv"})
        files[name] = answer.content.decode("utf-8-sig").splitlines()
    assert files["seats"] == ["Puesto,Extensión,Ubicación,Asesores", "B-07,207,Piso 2,"]
    assert files["advisors"][0].startswith("Usuario,Nombre,Puesto,Ausente hoy,")
    assert any(row.startswith("funcionario1,") and row.endswith(",Cartera1") for row in files["absences"])
    assert not any(REASON in row for row in files["absences"])
    assert any(row.startswith("funcionario1,") for row in files["deputies"])
    past = {"list": "absences", "format": "csv", "first_day": "2020-01-01", "last_day": "2020-12-31"}
    answer = await desk.ask(LEAD, "POST", "/roster-exports", json=past)
    assert answer.content.decode("utf-8-sig").splitlines() == files["absences"][:1]
    assert (
        await desk.ask(OWNER, "POST", "/roster-exports", json={"list": "seats", "format": "csv"})
    ).status_code == 403


async def test_the_standing_deputy_stands_in_for_each_absence(desk: TicketDesk) -> None:
    """Naming one is a fact; an absence without a deputy of its own uses it."""
    await desk.hire(OWNER, OTHER, LEADER)
    named = await desk.ask(LEAD, "PUT", "/roster/people/funcionario1/deputy", json={"deputy": "credito_lider"})
    assert named.status_code == 204
    people = {each["user"]: each for each in (await desk.ask(LEAD, "GET", "/roster/people")).json()["people"]}
    assert (people["funcionario1"]["deputy"], people["funcionario1"]["deputy_from_site"]) == ("credito_lider", False)
    assert people["funcionario1"]["areas"] == ["credito_cobranza"]
    desk.rig.now += timedelta(days=60)
    assert (await record(desk, 0, 0))[1]["stands_in"] == "credito_lider"
    await desk.ask(LEAD, "PUT", "/roster/people/funcionario1/deputy", json={"deputy": None})
    assert [each.fact for each in await desk.journaled_facts("DeputyNamed")] == [
        DeputyNamed(user="funcionario1", deputy="credito_lider"),
        DeputyNamed(user="funcionario1", deputy=""),
    ]


async def test_an_absence_of_the_folder_can_be_cancelled(desk: TicketDesk) -> None:
    """It is listed with its origin; once cancelled here, the folder brings it back no more."""
    desk.rig.now = desk.rig.now.replace(year=2026, month=12, day=1)
    await desk.hire(OWNER)
    [seed] = await absences(desk)
    assert (seed["from_site"], seed["reason"], seed["status"]) == (True, "Vacaciones", "upcoming")
    assert (await cancel(desk, seed["id"]))[0] == 200
    assert await absences(desk) == []
    assert (await cancel(desk, seed["id"]))[1]["code"] == "absence_cancelled"
    assert [each.fact for each in await desk.journaled_facts("AbsenceCancelled")] == [
        AbsenceCancelled(absence=seed["id"], user="funcionario1")
    ]


async def test_impossible_absences_are_refused(desk: TicketDesk) -> None:
    """Days in the wrong order, days of another absence, an unknown user, and a deputy of another area."""
    desk.rig.now += timedelta(days=60)
    await desk.hire(OWNER, "funcionario:juridica1")
    assert (await record(desk, 5, 4))[1]["code"] == "absence_dates_wrong"
    assert (await record(desk, 5, 9))[0] == 201
    assert (await record(desk, 9, 12))[1]["code"] == "absence_overlaps"
    assert (await record(desk, 10, 12, user="nadie"))[0] == 404
    assert (await record(desk, 10, 12, deputy="juridica1"))[1]["code"] == "deputy_unfit"
    assert (await record(desk, 10, 12, deputy="funcionario1"))[1]["code"] == "deputy_unfit"
    assert (await cancel(desk, "otra"))[0] == 404


async def test_the_list_has_the_absences_of_a_stretch(desk: TicketDesk) -> None:
    """Without dates, from today on; with them, those that have a day in it."""
    desk.rig.now += timedelta(days=60)
    await desk.hire(OWNER)
    await record(desk, 2, 4)
    today = desk.rig.now.date()
    assert len(await absences(desk)) == 1
    assert await absences(desk, first_day=str(today + timedelta(days=5))) == []
    assert len(await absences(desk, first_day=str(today), last_day=str(today + timedelta(days=2)))) == 1
    assert await absences(desk, first_day=str(today), last_day=str(today + timedelta(days=1))) == []
    assert await absences(desk, q="nadie") == []
    assert [each["user"] for each in await absences(desk, q="FUNCIONARIO1")] == ["funcionario1"]


async def test_the_reason_is_read_by_those_who_keep_the_roster_alone(desk: TicketDesk) -> None:
    """The areas do not show it."""
    desk.rig.now += timedelta(days=60)
    await desk.hire(OWNER)
    _, made = await record(desk, 0, 1)
    assert made["reason"] == REASON
    today = desk.rig.now.date()
    assert [each.fact for each in await desk.journaled_facts("AbsenceRecorded")] == [
        AbsenceRecorded(
            absence=made["id"],
            user="funcionario1",
            first_day=today.isoformat(),
            last_day=(today + timedelta(days=1)).isoformat(),
            deputy="",
        )
    ]
    areas = await desk.ask(ELSA, "GET", "/areas")
    assert REASON not in areas.text
    [credit] = [each for each in areas.json()["areas"] if each["id"] == "credito_cobranza"]
    assert (credit["in_charge"]["user"], credit["in_charge"]["deputy_for"]) == ("funcionario2", "funcionario1")
    for user in (ELSA, OWNER, "asesor:asesor1"):
        assert (await desk.ask(user, "GET", "/roster/absences")).status_code == 403
