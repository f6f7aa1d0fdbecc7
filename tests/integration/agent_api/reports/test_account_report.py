"""The report of users over a real journal: its rows, its files, and its mail."""

import asyncio
import csv
import io
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from agent_api.mail.domain import stored_message as mails
from agent_api.reports.context import ReportContext
from agent_api.reports.service import produce_due_reports
from config.site.reports import MonthlyReport, Reports
from storage.postgres.engine import read_connection
from storage.tables import mail
from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.desks.access_review_desk import BOSS, CLARA, LEAD, OTHER_BOSS, REASON, AccessReviewDesk
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
MONTH = "2027-01"


async def cells_of(desk: AccessReviewDesk, report: dict[str, Any], table: str) -> list[list[str]]:
    """Return the cells of a table of a report."""
    content = (await desk.ask(LEAD, "GET", f"/reports/{report['id']}")).json()
    [found] = [each for section in content["sections"] for each in section["tables"] if each["id"] == table]
    return [[cell["text"] for cell in row["cells"]] for row in found["rows"]]


async def made(desk: AccessReviewDesk) -> dict[str, Any]:
    """Ask for the report of the month."""
    answer = await desk.ask(LEAD, "POST", "/reports", json={"kind": "accounts", "month": MONTH})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_report_has_each_movement_with_its_persons_and_its_review(rig: ApiRig) -> None:
    """Creations, grants that a second person approved, and what a review decided; the CSV has the same rows."""
    desk = AccessReviewDesk(rig)
    id_ = (await desk.begun_review())["id"]
    eva = {"user": "eva", "name": "Eva Sol", "roles": [{"role": "asesor"}, {"role": "admin"}], "proof": PASSWORD}
    assert (await desk.ask(BOSS, "POST", "/users", json=eva)).status_code == 201
    [request] = (await desk.ask(OTHER_BOSS, "GET", "/rights-requests")).json()
    proof = {"proof": PASSWORD}
    assert (
        await desk.ask(OTHER_BOSS, "POST", f"/rights-requests/{request['id']}/approve", json=proof)
    ).status_code == 204
    await desk.decided(CLARA, id_, "turno2", decision="remove", reason=REASON)
    await desk.decided(CLARA, id_, "ana.rojas", decision="change", roles=["supervisor"], reason=REASON)
    await desk.signed_review(id_)
    assert (await desk.execute(BOSS, id_, "turno2", "ana.rojas")).json()["state"] == "closed"
    await desk.facts("AccessReviewClosed")
    report = await made(desk)
    rows = [row[1:] for row in await cells_of(desk, report, "movements")]
    boss, other, review = "Jefe Gil (jefe)", "Otra Gil (otra)", f"Revisión de cuentas {id_}"
    assert rows == [
        ["Eva Sol (eva)", "Usuario creado", "—", boss, "—", "—"],
        ["Eva Sol (eva)", "Rol dado o cambiado de fechas", "Asesor", boss, "—", "—"],
        ["Eva Sol (eva)", "Rol dado o cambiado de fechas", "Administrador", boss, other, "—"],
        ["Ana.Rojas Gil (ana.rojas)", "Rol retirado", "Asesor", boss, "—", review],
        ["Ana.Rojas Gil (ana.rojas)", "Rol dado o cambiado de fechas", "Supervisor", boss, "—", review],
        ["Turno2 Gil (turno2)", "Usuario inhabilitado", "—", boss, "—", review],
    ]
    assert [row for row in await cells_of(desk, report, "kinds") if row[0] == "Todos"] == [["Todos", "6"]]
    content = (await desk.ask(LEAD, "GET", f"/reports/{report['id']}/csv")).content.decode("utf-8-sig")
    assert content.count(review) == 3
    assert len(list(csv.reader(io.StringIO(content)))) > 6
    pdf = (await desk.ask(LEAD, "GET", f"/reports/{report['id']}/pdf")).content
    assert pdf.startswith(b"%PDF")


async def test_movements_of_another_month_are_not_in_it(rig: ApiRig) -> None:
    """The report of a month without movements says so, and one that has not begun cannot be made."""
    desk = AccessReviewDesk(rig)
    await desk.staff()
    await desk.ask(BOSS, "POST", "/users/turno2/disable", json={})
    await desk.facts("UserDisabled")
    assert len(await cells_of(desk, await made(desk), "movements")) == 1
    ahead = await desk.ask(LEAD, "POST", "/reports", json={"kind": "accounts", "month": "2099-01"})
    assert (ahead.status_code, ahead.json()["code"]) == (409, "period_ahead")
    without = await desk.ask(LEAD, "POST", "/reports", json={"kind": "accounts", "day": "2027-01-15"})
    assert without.status_code == 400


async def test_the_report_is_made_and_mailed_once_by_any_number_of_workers(rig: ApiRig) -> None:
    """On the day and hour of the site, to its list, with three files."""
    desk = AccessReviewDesk(rig)
    await desk.staff()
    await desk.ask(BOSS, "POST", "/users/turno2/disable", json={})
    await desk.facts("UserDisabled")
    monthly = MonthlyReport(day=1, hour=7, recipients=("interventoria@icetex.example",))
    site = msgspec.structs.replace(rig.site, reports=Reports(accounts=monthly))
    context = ReportContext(rig.engine, SEALER, site)
    assert await produce_due_reports(context, rig.now) == []
    later = rig.now + timedelta(days=31)
    rounds = await asyncio.gather(*(produce_due_reports(context, later) for _ in range(3)))
    [stored] = [each for some in rounds for each in some]
    assert (stored.kind, stored.first_day) == ("accounts", date(2027, 1, 1))
    async with read_connection(rig.engine) as connection:
        [row] = (await connection.execute(mail.select().where(mail.c.template == "report"))).all()
    assert SEALER.decrypt(row.recipient, field=mails.RECIPIENT, row=row.id) == "interventoria@icetex.example"
    content = SEALER.decrypt(row.content, field=mails.CONTENT, row=row.id)
    assert content.count("informe-de-usuarios-2027-01.") >= 3


async def test_a_period_is_read_by_an_index(rig: ApiRig) -> None:
    """The facts of accounts are found by their partial index, so the cost does not grow with the calls."""
    plan = """
        EXPLAIN SELECT bytes FROM journal WHERE campaign = 'c' AND seq BETWEEN 5 AND 5000000
        AND type IN ('AccessReviewExecuted', 'RightsApproved', 'RoleGranted', 'RoleWithdrawn',
                     'UserCreated', 'UserDisabled', 'UserEnabled') ORDER BY seq
    """
    async with read_connection(rig.engine) as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        rows = [str(each[0]) for each in await connection.execute(text(plan))]
    assert any("journal_accounts" in each for each in rows), rows
