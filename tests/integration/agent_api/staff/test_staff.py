"""Entries, moves and exits of staff over HTTP, and the rights that begin and end with them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from agent_api.access import sessions, users
from agent_api.access.credentials.sip_credentials import find_ha1, set_password
from config.timezone import COLOMBIA
from eventlog.facts import (
    ListExported,
    RoleWithdrawn,
    SessionRevoked,
    StaffCorrected,
    StaffEntered,
    StaffExitCancelled,
    StaffExitPlanned,
    StaffLeft,
    StaffMoveCancelled,
    StaffMoved,
    StaffMovePlanned,
    TokenRevoked,
    UserDisabled,
    UserEnabled,
)
from storage.postgres.engine import unit_of_work
from storage.tables import service_token, staff_member
from tests.support.api.api_rig import PASSWORD
from tests.support.desks.staff_desk import ADMIN, ADVISOR, LEAD, PLACE, QUALITY, StaffDesk
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration


async def add_phone_and_token(desk: StaffDesk) -> None:
    """Give the advisor a phone, and a service token that they issued."""
    now = desk.rig.now
    async with unit_of_work(desk.rig.engine) as connection:
        await set_password(connection, SEALER, ADVISOR, "telefono")
        row = {"id": "t1", "campaign": desk.rig.site.campaign, "name": "Tablero", "digest": b"d", "permissions": ""}
        until = {"issued_at": now, "expires_at": now + timedelta(days=9)}
        await connection.execute(insert(service_token).values(**row, **until, issued_by=ADVISOR))


async def test_an_exit_at_once_ends_everything(desk: StaffDesk) -> None:
    """Roles, session, account, tokens and phone end, and the person goes off the queues."""
    await add_phone_and_token(desk)
    await desk.rig.campaign_rig.ready(ADVISOR)
    await desk.enter()
    assert await desk.status() == 200
    left = await desk.leave()
    assert (left["standing"], left["account"], left["roles"]) == ("gone", "disabled", [])
    assert await desk.status() == 401
    assert await find_ha1(desk.rig.engine, SEALER, ADVISOR) is None
    assert await desk.rig.campaign_rig.router.advisor_state(ADVISOR) == "offline"
    facts = await desk.facts()
    assert [type(each) for each in facts if not isinstance(each, StaffEntered)] == [
        RoleWithdrawn,
        UserDisabled,
        TokenRevoked,
        StaffLeft,
    ]
    assert facts[-1] == StaffLeft(user=ADVISOR, period=1, last_day=desk.day(0), campaign="")
    async with unit_of_work(desk.rig.engine) as connection:
        row = await users.find(connection, ADVISOR)
        assert row is not None
        assert row.phone_secret is None
        assert (await connection.execute(select(service_token.c.id))).all() == []


async def test_a_planned_exit_ends_rights_with_its_last_day(desk: StaffDesk) -> None:
    """On the last day the session works; the next day no right holds, even before the worker's job."""
    await desk.enter()
    planned = await desk.leave(last_day=desk.day(1))
    assert (planned["standing"], planned["ends_on"]) == ("leaving", desk.day(1))
    assert (await desk.roles(), await desk.status()) == (["asesor"], 200)
    desk.wait(2)
    async with unit_of_work(desk.rig.engine) as connection:
        token, _ = await sessions.begin(connection, ADVISOR, desk.rig.now)
        for name, role in ((ADMIN, "admin"), (QUALITY, "calidad")):
            desk._tokens[name] = (await sessions.begin(connection, name, desk.rig.now))[0]
            assert await users.roles_of(connection, name, desk.rig.site.campaign, desk.rig.now) == [role]
    headers = {"Authorization": f"Bearer {token}"}
    me = (await desk.rig.client.get("/api/v1/me", headers=headers)).json()
    assert (me["roles"], me["permissions"]) == ([], [])
    assert (await desk.read())["account"] == "enabled"
    assert [await desk.work(), await desk.work()] == [1, 0]
    assert (await desk.read())["account"] == "disabled"
    desk.rig.now += timedelta(seconds=2)  # a process knows a session for a second
    assert (await desk.rig.client.get("/api/v1/me", headers=headers)).status_code == 401
    facts = await desk.facts()
    assert StaffExitPlanned(user=ADVISOR, period=1, last_day=planned["ends_on"]) in facts
    assert facts[-1] == StaffLeft(user=ADVISOR, period=1, last_day=planned["ends_on"], campaign="")


async def test_a_planned_exit_can_be_cancelled(desk: StaffDesk) -> None:
    """The person stays; there is nothing to cancel a second time."""
    await desk.enter()
    await desk.leave(last_day=desk.day(3))
    stays = await desk.act(f"/{ADVISOR}/exit", "DELETE")
    assert (stays["standing"], stays["ends_on"], stays["history"][0]["end_reason"]) == ("present", None, "")
    again = await desk.ask(ADMIN, "DELETE", f"/staff/{ADVISOR}/exit")
    assert (again.status_code, again.json()["code"]) == (409, "staff_no_planned_exit")
    assert (await desk.facts())[-1] == StaffExitCancelled(user=ADVISOR, period=1)


async def test_a_move_leaves_only_the_new_roles(desk: StaffDesk) -> None:
    """The old period ends the day before, and the old roles end today; the history keeps both."""
    await desk.enter()
    form = {**PLACE, "position": "Supervisora", "coordinator": LEAD, "reason": "Ascenso."}
    moved = await desk.act(f"/{ADVISOR}/move", roles=["supervisor"], proof=PASSWORD, **form)
    assert (moved["roles"], moved["position"], moved["entered_on"]) == (["supervisor"], "Supervisora", desk.day(-10))
    latest, first = moved["history"]
    assert (latest["cause"], latest["begins_on"], latest["reason"]) == ("move", desk.day(0), "Ascenso.")
    assert (first["ending"], first["ends_on"], first["closed"]) == ("move", desk.day(-1), True)
    assert StaffMoved(user=ADVISOR, period=2, begins_on=desk.day(0), roles="supervisor") in await desk.facts()
    again = await desk.ask(ADMIN, "POST", f"/staff/{ADVISOR}/move", json={**form, "roles": []})
    assert (again.status_code, again.json()["code"]) == (409, "staff_day_refused")


async def test_a_planned_move_changes_the_roles_at_the_start_of_its_day(desk: StaffDesk) -> None:
    """Until the eve the old roles hold, from midnight in Bogotá the new ones, before and after the worker's job."""
    await desk.rig.campaign_rig.ready(ADVISOR)
    await desk.enter()
    form = {**PLACE, "position": "Supervisora", "reason": "Ascenso.", "begins_on": desk.day(3)}
    await desk.act(f"/{ADVISOR}/move", roles=["supervisor"], proof=PASSWORD, **form)
    moving = (await desk.ask(ADMIN, "GET", f"/staff/{ADVISOR}")).json()
    assert (moving["standing"], moving["position"], moving["ends_on"]) == ("moving", "Asesora", None)
    assert (moving["acts"], moving["roles"]) == (["correct", "cancel_move", "leave"], ["asesor"])
    listed = (await desk.ask(LEAD, "GET", "/staff", params={"standing": "moving"})).json()
    assert [each["user"] for each in listed["people"]] == [ADVISOR]
    midnight = desk.rig.now.astimezone(COLOMBIA).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)
    campaign = desk.rig.site.campaign
    async with unit_of_work(desk.rig.engine) as connection:
        for moment, roles in ((midnight - timedelta(seconds=1), ["asesor"]), (midnight, ["supervisor"])):
            assert await users.roles_of(connection, ADVISOR, campaign, moment) == roles
    desk.wait(3)
    await renew(desk, ADMIN, QUALITY)
    assert ((await desk.read())["standing"], (await desk.read())["roles"]) == ("moving", ["supervisor"])
    assert [await desk.work(), await desk.work()] == [1, 0]
    moved = await desk.read()
    assert (moved["standing"], moved["position"], moved["roles"]) == ("present", "Supervisora", ["supervisor"])
    assert await desk.rig.campaign_rig.router.advisor_state(ADVISOR) == "offline"
    facts = await desk.facts()
    planned = {"user": ADVISOR, "period": 2, "begins_on": form["begins_on"], "roles": "supervisor"}
    assert StaffMovePlanned(**planned) in facts
    assert facts.index(StaffMoved(**planned)) > facts.index(StaffMovePlanned(**planned))


async def test_a_cancelled_move_leaves_everything_as_it_was(desk: StaffDesk) -> None:
    """The place, the roles and their days; an exit before the day takes the move back too."""
    await desk.enter()
    form = {**PLACE, "position": "Supervisora", "reason": "Ascenso.", "begins_on": desk.day(3), "roles": []}
    await desk.act(f"/{ADVISOR}/move", **form)
    refused = await desk.ask(ADMIN, "POST", f"/staff/{ADVISOR}/move", json={**form, "begins_on": desk.day(5)})
    assert (refused.status_code, refused.json()["code"]) == (409, "staff_move_planned")
    stays = await desk.act(f"/{ADVISOR}/move", "DELETE")
    assert (stays["standing"], len(stays["history"]), stays["history"][0]["end_reason"]) == ("present", 1, "")
    async with unit_of_work(desk.rig.engine) as connection:
        later = desk.rig.now + timedelta(days=30)
        assert await users.roles_of(connection, ADVISOR, desk.rig.site.campaign, later) == ["asesor"]
    again = await desk.ask(ADMIN, "DELETE", f"/staff/{ADVISOR}/move")
    assert (again.status_code, again.json()["code"]) == (409, "staff_no_planned_move")
    assert (await desk.facts())[-1] == StaffMoveCancelled(user=ADVISOR, period=2)
    await desk.act(f"/{ADVISOR}/move", **form)
    leaving = await desk.leave(last_day=desk.day(1))
    assert (leaving["standing"], leaving["ends_on"], len(leaving["history"])) == ("leaving", desk.day(1), 1)


async def test_the_last_administrator_does_not_leave(desk: StaffDesk) -> None:
    """Neither after a day, nor by a move, nor by a file, while no other one stays without a known end."""
    await desk.hire("rita", "admin")
    for user in (ADMIN, "rita"):
        await desk.enter(user)
    own = {"last_day": desk.day(5), "reason": "Se va."}
    assert (await desk.ask("rita", "POST", f"/staff/{ADMIN}/exit", json=own)).status_code == 200
    for path, form in (
        ("exit", {"last_day": desk.day(2), "reason": "Se va."}),
        ("move", {**PLACE, "begins_on": desk.day(2), "roles": [], "reason": "Cambia."}),
    ):
        refused = await desk.ask(ADMIN, "POST", f"/staff/rita/{path}", json=form)
        assert (refused.status_code, refused.json()["code"]) == (409, "staff_last_administrator"), path
    file = f"usuario,nombre,ingreso,salida\nrita,Rita Rojas,,{desk.day(2)}"
    [fault] = (await desk.import_file(file))["faults"]
    assert (fault["line"], fault["column"]) == (2, "salida")
    assert "administre" in fault["reason"]
    left = await desk.leave("rita")  # at once: the other administrator is there today
    assert left["standing"] == "gone"


async def test_a_return_is_another_entry_without_the_old_roles(desk: StaffDesk) -> None:
    """The account is enabled with the roles of the return alone."""
    await desk.enter()
    await desk.leave()
    desk.wait(1)
    form = {**PLACE, "begins_on": desk.day(0), "roles": ["asesor_escrita"], "reason": "Vuelve."}
    refused = await desk.ask(ADMIN, "POST", f"/staff/{ADVISOR}/return", json=form)
    assert refused.status_code == 401  # the session of yesterday ended
    await renew(desk, ADMIN, QUALITY)
    refused = await desk.ask(ADMIN, "POST", f"/staff/{ADVISOR}/return", json=form)
    assert (refused.status_code, refused.json()["code"]) == (403, "step_up_required")
    back = await desk.act(f"/{ADVISOR}/return", proof=PASSWORD, **form)
    assert (back["standing"], back["roles"], back["account"]) == ("present", ["asesor_escrita"], "enabled")
    assert (back["entered_on"], [each["cause"] for each in back["history"]]) == (desk.day(0), ["entry", "entry"])
    assert UserEnabled(user=ADVISOR) in await desk.facts()


async def renew(desk: StaffDesk, *people: str) -> None:
    """Begin a session of today for each person."""
    async with unit_of_work(desk.rig.engine) as connection:
        for each in people:
            desk._tokens[each] = (await sessions.begin(connection, each, desk.rig.now))[0]


async def test_a_future_entry_gives_no_right_before_its_day(desk: StaffDesk) -> None:
    """A person who will enter has no role until that day; an exit before it annuls the entry."""
    await desk.hire("luz", "asesor")
    coming = await desk.enter("luz", begins_on=desk.day(3), roles=["asesor"])
    assert (coming["standing"], coming["roles"], await desk.roles("luz")) == ("coming", [], [])
    desk.wait(3)
    await renew(desk, ADMIN, QUALITY)
    assert (await desk.read("luz"))["roles"] == ["asesor"]
    await desk.hire("nora", "asesor")
    await desk.enter("nora", begins_on=desk.day(3))
    annulled = await desk.leave("nora")
    assert (annulled["standing"], annulled["history"][0]["ending"]) == ("gone", "annulled")


async def test_a_role_elsewhere_keeps_the_account(desk: StaffDesk) -> None:
    """A person who moves to another campaign loses rights and session here, and may sign in there."""
    await desk.enter()
    async with unit_of_work(desk.rig.engine) as connection:
        await users.grant_role(connection, ADVISOR, "asesor", "cali", begins=desk.rig.now.date())
    left = await desk.leave(destination="Regional Cali")
    assert (left["account"], left["roles"], left["history"][0]["ending"]) == ("enabled", [], "campaign")
    assert await desk.status() == 401
    facts = await desk.facts()
    assert SessionRevoked(user=ADVISOR, sessions=1) in facts
    assert not any(isinstance(each, UserDisabled) for each in facts)


async def test_a_role_that_administers_waits_for_another_person(desk: StaffDesk) -> None:
    """The move says so, and an exit refuses the request."""
    await desk.enter()
    moved = await desk.act(f"/{ADVISOR}/move", roles=["admin"], proof=PASSWORD, reason="Administra.", **PLACE)
    assert (moved["roles"], moved["pending_roles"]) == ([], ["admin"])
    assert (await desk.leave())["pending_roles"] == []
    assert (await desk.ask(ADMIN, "GET", "/rights-requests")).json() == []


async def test_nobody_acts_on_their_own_rights(desk: StaffDesk) -> None:
    """An administrator registers neither their own exit, nor move, nor roles."""
    await desk.enter(ADMIN)
    for method, path, form in (
        ("POST", "exit", {"reason": "Me voy."}),
        ("DELETE", "exit", None),
        ("POST", "move", {"roles": ["admin"], "reason": "Subo.", "proof": PASSWORD}),
    ):
        answer = await desk.ask(ADMIN, method, f"/staff/{ADMIN}/{path}", json=form)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path
    assert (await desk.read(ADMIN))["acts"] == []
    own = (await desk.ask(ADMIN, "GET", f"/staff/{ADMIN}")).json()
    assert own["acts"] == ["correct"]


async def test_only_an_administrator_changes_the_staff(desk: StaffDesk) -> None:
    """Quality and coordination read; an advisor sees nothing."""
    await desk.enter()
    for person in (QUALITY, LEAD):
        assert (await desk.ask(person, "GET", "/staff")).status_code == 200
        assert (await desk.ask(person, "POST", f"/staff/{ADVISOR}/exit", json={"reason": "No."})).status_code == 403
    assert (await desk.ask(ADVISOR, "GET", "/staff")).status_code == 403


async def test_each_field_that_does_not_fit_is_named(desk: StaffDesk) -> None:
    """Line, channel, coordinator, document and roles without an account."""
    await desk.enter(document="52111222")
    form: dict[str, Any] = {"line": "luna", "channel": "fax", "coordinator": "nadie", "document": "52111222"}
    form |= {"user": "eva", "name": "Eva Díaz", "begins_on": desk.day(400), "reason": "Entra.", "roles": ["asesor"]}
    answer = await desk.ask(ADMIN, "POST", "/staff", json={**form, "proof": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (422, "staff_invalid")
    fields = [each["field"] for each in answer.json()["errors"]]
    assert fields == ["line", "channel", "coordinator", "document", "begins_on", "roles"]
    again = await desk.ask(ADMIN, "POST", "/staff", json={**form, "user": ADVISOR, "proof": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (409, "staff_registered")
    assert (await desk.ask(QUALITY, "GET", "/staff/nadie")).status_code == 404


async def test_details_are_corrected_on_what_was_read(desk: StaffDesk) -> None:
    """A correction names its fields; one on an older reading changes nothing and shows the newer data."""
    read = await desk.enter()
    form = {**PLACE, "name": "Ana María Rojas", "coordinator": LEAD, "revision": read["revision"]}
    after = await desk.act(f"/{ADVISOR}", "PUT", **form)
    assert (after["name"], after["coordinator_name"], len(after["history"])) == ("Ana María Rojas", "Coco", 1)
    assert (await desk.facts())[-1] == StaffCorrected(user=ADVISOR, fields="coordinator,name")
    stale = await desk.ask(ADMIN, "PUT", f"/staff/{ADVISOR}", json={**form, "name": "Otra"})
    assert (stale.status_code, stale.json()["code"]) == (409, "staff_changed")
    assert stale.json()["person"]["name"] == "Ana María Rojas"


async def test_the_list_is_filtered_paged_and_exported(desk: StaffDesk) -> None:
    """By standing, place and login; the file has the rows of the list, and its export is a fact."""
    for user in ("beto", "caro", "dora"):
        await desk.enter(user, coordinator=LEAD)
    await desk.enter(begins_on=desk.day(2))
    await desk.leave("caro")
    first = (await desk.ask(LEAD, "GET", "/staff", params={"limit": 2})).json()
    assert ([each["user"] for each in first["people"]], first["total"]) == (["ana", "beto"], 4)
    second = (await desk.ask(LEAD, "GET", "/staff", params={"cursor": first["next"]})).json()
    assert ([each["user"] for each in second["people"]], second["next"]) == (["caro", "dora"], None)
    for query, found in (
        ({"standing": "coming"}, ["ana"]),
        ({"standing": "gone"}, ["caro"]),
        ({"standing": "present", "coordinator": LEAD}, ["beto", "dora"]),
        ({"standing": "leaving"}, []),
        ({"user": "do"}, ["dora"]),
        ({"line": "nacional"}, []),
        ({"employer": "Contacto S. A.", "position": "Asesora", "channel": "phone"}, ["ana", "beto", "caro", "dora"]),
    ):
        page = (await desk.ask(LEAD, "GET", "/staff", params=query)).json()
        assert [each["user"] for each in page["people"]] == found, query
        assert page["total"] == len(found)
    form = {"columns": ["user", "standing", "line", "account"], "format": "csv", "standing": "gone"}
    file = await desk.ask(LEAD, "POST", "/staff-exports", json=form)
    assert file.content.decode("utf-8-sig").splitlines() == [
        "Usuario,Situación,Línea,Cuenta",
        "caro,Salió,Línea Bogotá,Sin cuenta",
    ]
    [exported] = [each for each in await desk.facts() if isinstance(each, ListExported)]
    assert (exported.list, exported.rows, exported.filters) == ("staff", 1, "standing")
    options = (await desk.ask(LEAD, "GET", "/staff-options")).json()
    assert options["positions"] == ["Asesora"]
    assert options["coordinators"] == [{"id": LEAD, "name": "Coco"}]


async def test_people_are_found_by_name(desk: StaffDesk) -> None:
    """Whole words without accents and in any order, a wrong letter without an exact match, or how a login begins."""
    for user, name in (("bea.q", "Beatriz Quiñones"), ("caro", "Carolina Peña Ruiz"), ("zoe", "Zoe Peña")):
        await desk.enter(user, name=name)
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(update(staff_member).values(name_prints=None))
    await desk.work()
    for text, found in (
        ("peña", ["caro", "zoe"]),
        ("ruiz CAROLINA", ["caro"]),
        ("Beatris Kiñones", ["bea.q"]),
        ("Carolima", ["caro"]),
        ("bea", ["bea.q"]),
        ("bea.", ["bea.q"]),
        ("Nadie", []),
        ("%", []),
    ):
        page = (await desk.ask(LEAD, "GET", "/staff", params={"q": text})).json()
        assert [each["user"] for each in page["people"]] == found, text
        assert page["total"] == len(found)


async def test_the_site_seeds_its_advisors_once(desk: StaffDesk) -> None:
    """Advisors with a day of entry enter the register; after that the register is right."""
    await desk.work()
    seeded = await desk.read("asesor1")
    assert (seeded["name"], seeded["entered_on"], seeded["account"]) == ("Ana Lucía Rojas", "2024-02-05", "none")
    await desk.leave("asesor1")
    await desk.work()
    assert (await desk.read("asesor1"))["standing"] == "gone"
    entered = [each for each in await desk.facts() if isinstance(each, StaffEntered)]
    assert [each.user for each in entered] == ["asesor1", "asesor2", "asesor3"]
