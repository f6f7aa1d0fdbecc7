"""Findings: registered from what was seen, corrected by their owner, verified by another person."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from config.law.term_rules import ClosedDay
from eventlog.facts import FindingRegistered, FindingStepTaken
from tests.support.desks.evaluation_desk import ADVISOR, CARLOS, CLARA, LEAD, OVERSIGHT
from tests.support.desks.finding_desk import FINDINGS, OTHER_OWNER, OWNER, FindingDesk

pytestmark = pytest.mark.integration


async def test_a_finding_goes_from_its_registration_to_its_closing(desk: FindingDesk) -> None:
    """The owner proposes and corrects, quality approves, verifies and closes; bell, history and facts tell it."""
    found = await desk.registered(CLARA, action="Avisar a los asesores.")
    assert (found["id"], found["state"], found["owner_name"], found["standing"]) == (
        "2027-0001",
        "open",
        "Sara",
        "in_term",
    )
    assert await desk.bell(OWNER) == [
        "Tiene a su cargo el hallazgo 2027-0001, de Clara: corríjalo a más tardar el " + _spoken(found["due_on"]) + "."
    ]
    mine = (await desk.ask(OWNER, "GET", f"{FINDINGS}/2027-0001")).json()
    assert mine["acts"] == ["propose", "reject"]
    proposed = await desk.acted(OWNER, mine, "propose")
    assert (proposed["state"], proposed["action"]) == ("proposed", "Texto.")
    assert await desk.bell(CLARA) == ["El responsable del hallazgo 2027-0001 actuó, de Sara: revíselo."]
    done = await desk.acted(OWNER, await desk.acted(CLARA, proposed, "approve"), "finish")
    assert (done["state"], done["standing"]) == ("done", "corrected")
    closed = await desk.acted(LEAD, await desk.acted(CARLOS, done, "verify"), "close")
    assert [each["act"] for each in closed["history"]] == [
        "record",
        "propose",
        "approve",
        "finish",
        "verify",
        "close",
    ]
    [registered] = await desk.facts("FindingRegistered")
    assert registered.fact == FindingRegistered(
        finding="2027-0001",
        source="manual",
        reference="",
        kind="informacion",
        severity="grave",
        area="operacion",
        owner="sara",
        due_on=found["due_on"],
    )
    steps = [each.fact for each in await desk.facts("FindingStepTaken")]
    assert [each.act for each in steps if isinstance(each, FindingStepTaken)] == [
        "propose",
        "approve",
        "finish",
        "verify",
        "close",
    ]


def _spoken(day: str) -> str:
    from config.spanish_dates import spoken_day

    return spoken_day(day)


async def test_who_owns_or_corrected_it_does_not_verify(desk: FindingDesk) -> None:
    """The coordinator who owns a finding is refused, and so is an earlier owner who reported the correction."""
    found = await desk.registered(CLARA, owner="coco")
    done = await desk.acted(
        LEAD, await desk.acted(CLARA, await desk.acted(LEAD, found, "propose"), "approve"), "finish"
    )
    refused = await desk.act(LEAD, done, "verify")
    assert (refused.status_code, refused.json()["code"]) == (409, "finding_not_yours")
    sent_back = await desk.acted(CLARA, done, "send_back")
    assert (sent_back["state"], sent_back["standing"]) == ("in_course", "in_term")
    body = {"area": "operacion", "owner": "sara", "revision": sent_back["revision"]}
    moved = (await desk.ask(CLARA, "POST", f"{FINDINGS}/{found['id']}/assignment", json=body)).json()
    done = await desk.acted(OWNER, moved, "finish")
    assert (await desk.act(LEAD, done, "verify")).status_code == 200
    assert (await desk.act(OWNER, found, "finish")).json()["code"] == "finding_changed"


async def test_the_last_day_is_in_business_days_of_the_site(desk: FindingDesk) -> None:
    """Weekends, holidays and days that the site closes do not count; a reopened finding has a new term."""
    first = await desk.registered(CLARA)
    closed = ClosedDay(day=date.fromisoformat(first["due_on"]), reason="Suspensión de términos")
    site = desk.rig.app.state.context.site
    terms = msgspec.structs.replace(site.terms, closed_days=(*site.terms.closed_days, closed))
    desk.put_in_force(msgspec.structs.replace(site, terms=terms, version="v9"))
    second = await desk.registered(CLARA)
    assert first["due_on"] == "2027-01-20"
    assert second["due_on"] == "2027-01-21"
    desk.rig.now += timedelta(days=14)
    late = (await desk.ask(CLARA, "GET", f"{FINDINGS}/{first['id']}")).json()
    assert (late["standing"], late["days"]) == ("late", 7)
    rejected = await desk.acted(OWNER, late, "reject")
    reopened = await desk.acted(CLARA, rejected, "reopen")
    assert (reopened["state"], reopened["standing"]) == ("reopened", "in_term")
    assert reopened["due_on"] > late["due_on"]


async def test_a_finding_names_what_exists(desk: FindingDesk) -> None:
    """A signed evaluation gives its call; an unknown source, area, owner or second is refused, each at its field."""
    await desk.attended_call("c1")
    draft = await desk.begun(CLARA, "c1")
    refused = await desk.register(CLARA, source="evaluation", reference=draft["id"])
    assert refused.status_code == 422, refused.text
    signed = await desk.sign(CLARA, draft)
    found = await desk.registered(CLARA, source="evaluation", reference=signed["id"], second=31)
    assert (found["call"], found["second"], found["reference"]) == ("c1", 31, signed["id"])
    headers = {"Idempotency-Key": "observacion-1"}
    about = {"about": {"kind": "general"}, "text": "Falta el acta."}
    made = (await desk.ask(OVERSIGHT, "POST", "/observations", json=about, headers=headers)).json()
    assert (await desk.registered(CLARA, source="observation", reference=made["id"]))["source"] == "observation"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"kind": "otra"}, "kind"),
        ({"severity": "otra"}, "severity"),
        ({"area": "otra"}, "area"),
        ({"owner": "asesor1"}, "owner"),
        ({"call": "nadie"}, "call"),
        ({"second": 4}, "second"),
        ({"ticket": "2027-000001-1"}, "ticket"),
        ({"source": "visit", "reference": "2027-0009"}, "reference"),
        ({"source": "observation", "reference": "2027-0009"}, "reference"),
        ({"source": "visit"}, "reference"),
        ({"reference": "2027-0001"}, "reference"),
    ]
    for form, field in wrong:
        answer = await desk.register(CLARA, **form)
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field]), answer.text


async def test_owners_see_their_own_findings_and_advisors_none(desk: FindingDesk) -> None:
    """An official reads what they own; a supervisor reads all; the oversight reads and acts on nothing."""
    await desk.registered(CLARA)
    own = await desk.registered(CLARA, owner="funcionario2", area="credito_cobranza", severity="leve")
    for user, ids in (
        (OTHER_OWNER, [own["id"]]),
        (OWNER, ["2027-0002", "2027-0001"]),
        (OVERSIGHT, ["2027-0002", "2027-0001"]),
    ):
        page = (await desk.ask(user, "GET", FINDINGS)).json()
        assert [each["id"] for each in page["findings"]] == ids
    assert (await desk.ask(OTHER_OWNER, "GET", f"{FINDINGS}/2027-0001")).status_code == 404
    assert (await desk.ask(ADVISOR, "GET", FINDINGS)).status_code == 403
    assert (await desk.act(OVERSIGHT, own, "annul")).status_code == 403
    assert (await desk.ask(OVERSIGHT, "GET", f"{FINDINGS}/{own['id']}")).json()["acts"] == []
    assert (await desk.register(OWNER)).status_code == 403


async def test_a_list_is_filtered_sorted_counted_and_exported(desk: FindingDesk) -> None:
    """The file has the rows and columns of the list, and its fact names the filters without their values."""
    for severity in ("leve", "grave", "moderada"):
        await desk.registered(CLARA, severity=severity)
    await desk.acted(LEAD, await desk.registered(CLARA, kind="registro"), "annul")
    desk.rig.now += timedelta(days=7)
    page = (await desk.ask(CLARA, "GET", FINDINGS, params={"sort": "due_on", "pending": "true", "limit": 2})).json()
    assert [each["severity"] for each in page["findings"]] == ["grave", "moderada"]
    assert (page["total"], page["late"]) == (3, 1)
    query = {"sort": "due_on", "pending": "true", "limit": 2, "cursor": page["next"]}
    assert [each["severity"] for each in (await desk.ask(CLARA, "GET", FINDINGS, params=query)).json()["findings"]] == [
        "leve"
    ]
    late = (await desk.ask(CLARA, "GET", FINDINGS, params={"late": "true"})).json()["findings"]
    assert [each["severity"] for each in late] == ["grave"]
    form = {"pending": True, "sort": "due_on", "columns": ["number", "severity", "term"], "format": "csv"}
    file = await desk.ask(CLARA, "POST", "/quality/finding-exports", json=form)
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == ["Número", "Gravedad", "Término"]
    assert rows[1] == ["2027-0002", "Grave", "vencido hace 2 días hábiles"]
    assert len(rows) == 4
    [exported] = await desk.facts("ListExported")
    assert (exported.fact.list, exported.fact.filters) == ("findings", "pending")  # type: ignore[union-attr]


async def test_a_file_is_evidence_and_is_stored_encrypted(desk: FindingDesk) -> None:
    """A text file is kept once; a program is refused; who may not see the finding may not open it."""
    found = await desk.registered(CLARA)
    path = f"{FINDINGS}/{found['id']}/files"
    for _ in range(2):
        stored = await desk.ask(CLARA, "POST", path, files=[("files", ("acta.txt", b"Acta de la visita"))])
        assert stored.status_code == 200, stored.text
    [file] = stored.json()["files"]
    opened = await desk.ask(OWNER, "GET", f"{path}/{file['id']}")
    assert (opened.content, file["stored_by_name"]) == (b"Acta de la visita", "Clara")
    assert b"Acta" not in await desk.bytes_of("finding_file")
    program = await desk.ask(CLARA, "POST", path, files=[("files", ("x.exe", b"MZ" + b"\x00" * 200))])
    assert program.status_code in (400, 409, 415, 422)
    assert (await desk.ask(OTHER_OWNER, "GET", f"{path}/{file['id']}")).status_code == 404


async def test_the_options_name_the_owners_of_today(desk: FindingDesk) -> None:
    """Kinds, severities and areas are the site's; owners have one of its roles."""
    options = (await desk.ask(CLARA, "GET", "/quality/finding-options")).json()
    assert [each["id"] for each in options["severities"]] == ["leve", "moderada", "grave"]
    assert options["areas"][0] == {"id": "operacion", "name": "Operación del centro de contacto"}
    owners = {each["user"]: each["area"] for each in options["owners"]}
    assert {"sara", "coco", "clara", "funcionario2"} <= owners.keys()
    assert (owners["sara"], owners["funcionario2"]) == (None, "credito_cobranza")
    assert "asesor1" not in owners
