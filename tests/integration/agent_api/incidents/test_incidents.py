"""Incidents over the API: opened, noted and closed by people, their effect on calls, and unwatched time."""

import asyncio
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from pypdf import PdfReader
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.incidents import store
from agent_api.incidents.availability import gaps_of, month_span
from agent_api.incidents.certificate import merge_unwatched
from agent_api.incidents.domain.samples import SampleRun
from agent_api.incidents.gaps import GapProjection
from agent_api.incidents.store import Gap
from agent_api.incidents.watch import state_store
from agent_api.incidents.watch.record import SETTLE_DELAY, record_runs
from agent_api.incidents.watch.record import WatchContext as Telling
from config.milliseconds import to_milliseconds
from config.site.oversight.systems import System
from config.timezone import COLOMBIA
from eventlog.facts import GatewayLost, ProcessReplaced, StateRestored
from eventlog.journal.codec import read_fact
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import call, data_gap, incident, outbox
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.router.campaign_rig import CAMPAIGN
from tests.support.system_times import SystemTimes

pytestmark = pytest.mark.integration
SYSTEMS = {
    each.id: each
    for each in (
        System(id="valkey", name="Valkey", probe="valkey"),
        System(id="telefonia", name="Telefonía", probe="gateway"),
        System(id="operador", name="Operador", probe="people"),
    )
}


class IncidentRig:
    """The API and the watch at the moment of the API rig, and users of each role."""

    def __init__(self, rig: ApiRig) -> None:
        self.rig = rig
        self.desk = AdvisorDesk(rig)
        self.site = rig.site = msgspec.structs.replace(rig.site, systems=SYSTEMS)
        rig.app.state.context = rig.context()
        self.clock_s = 10_000.0
        self.now = rig.now

    async def ask(self, role: str, method: str, path: str, **body: Any) -> tuple[int, Any]:
        """Call the API in a role; return the status and the body."""
        answer = await self.desk.ask(f"{role}:{role}1", method, path, **({"json": body} if body else {}))
        return answer.status_code, answer.json()

    async def saw(self, *spells: SampleRun) -> int:
        """Record samples of a watcher."""
        return await record_runs(Telling(self.rig.engine, self.site, lambda: self.clock_s), spells)

    def spell(self, system: str, works: bool, began_s: int, ended_s: int) -> SampleRun:
        """Return samples between two moments, in seconds before now."""
        return SampleRun(
            system=system,
            works=works,
            code="" if works else "valkey_away",
            began_s=self.clock_s - began_s,
            ended_s=self.clock_s - ended_s,
            samples=(began_s - ended_s) // 10 + 1,
        )

    async def calls(self, *arrivals: tuple[str, datetime, str | None]) -> None:
        """Insert rows of calls from id, arrival and outcome; each lasts a minute, or goes on without an outcome."""
        rows = [
            {
                "campaign": CAMPAIGN,
                "call_id": name,
                "arrived_at": at,
                "ended_at": at + timedelta(minutes=1) if outcome else None,
                "outcome": outcome,
                **dict.fromkeys(("line", "site_version", "gateway", "caller_ref", "queue", "advisor"), "x"),
                **dict.fromkeys(("stage", "ended_by", "received_from", "of_call", "set_aside"), ""),
                **dict.fromkeys(("threshold_ms", "held_ms", "offers", "attempts"), 0),
                "in_hours": True,
                "visits": [],
            }
            for name, at, outcome in arrivals
        ]
        async with unit_of_work(self.rig.engine) as connection:
            await connection.execute(insert(call), rows)

    async def facts(self) -> list[str]:
        """Return the types of the facts in the outbox."""
        async with read_connection(self.rig.engine) as connection:
            rows = await connection.execute(select(outbox.c.fact).order_by(outbox.c.id))
            return [msgspec.json.decode(fact)["type"] for fact in rows.scalars()]

    async def times(self) -> SystemTimes:
        """Return the times of systems as computed from the facts alone."""
        times = SystemTimes()
        async with read_connection(self.rig.engine) as connection:
            for fact in (await connection.execute(select(outbox.c.fact).order_by(outbox.c.id))).scalars():
                times.add(read_fact(fact))
        return times

    async def rows(self, table: Any) -> list[Any]:
        """Return all rows of a table."""
        async with read_connection(self.rig.engine) as connection:
            return list(await connection.execute(select(table)))


@pytest_asyncio.fixture
async def incident_rig(rig: ApiRig, monkeypatch: pytest.MonkeyPatch) -> IncidentRig:
    incident_rig, lock = IncidentRig(rig), state_store.lock_watch

    async def lock_at_rig_moment(connection: AsyncConnection, campaign: str) -> datetime:
        await lock(connection, campaign)
        return incident_rig.now

    monkeypatch.setattr(state_store, "lock_watch", lock_at_rig_moment)
    return incident_rig


def opened(began: datetime, **more: Any) -> dict[str, Any]:
    """Return the form with which a person opens an incident."""
    form = {"system": "operador", "kind": "outage", "title": "No entran llamadas", "began_at": began.isoformat()}
    return {**form, **more}


async def test_a_person_opens_notes_and_closes_an_incident(incident_rig: IncidentRig) -> None:
    """Each step has a fact without the text, and readers see the text with the author's name."""
    began = incident_rig.now - timedelta(minutes=30)
    status, body = await incident_rig.ask(
        "supervisor", "POST", "/incidents", **opened(began, note="Avisó el operador.")
    )
    assert status == 201
    assert (body["title"], body["source"], body["ended_at"]) == ("No entran llamadas", "person", None)
    path = f"/incidents/{body['id']}"
    assert (await incident_rig.ask("coordinador", "POST", f"{path}/notes", text="Caso 4711."))[0] == 201
    _, read = await incident_rig.ask("interventoria", "GET", path)
    assert [(note["who"], note["text"]) for note in read["notes"]] == [
        ("supervisor1", "Avisó el operador."),
        ("coordinador1", "Caso 4711."),
    ]
    ended = (began + timedelta(minutes=10)).isoformat()
    status, closed = await incident_rig.ask("supervisor", "POST", f"{path}/close", ended_at=ended)
    assert (status, datetime.fromisoformat(closed["ended_at"])) == (
        200,
        began.replace(microsecond=0) + timedelta(0, 600),
    )
    assert (await incident_rig.ask("supervisor", "POST", f"{path}/close", ended_at=ended))[0] == 409
    assert await incident_rig.facts() == ["IncidentOpened", "IncidentNoted", "IncidentNoted", "IncidentClosed"]
    async with read_connection(incident_rig.rig.engine) as connection:
        stored = b"".join((await connection.execute(select(outbox.c.fact))).scalars())
    assert b"operador." not in stored
    assert b"llamadas" not in stored


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"system": "nada"}, "system_unknown"),
        ({"began_at": "2999-01-01T00:00:00Z"}, "moments_unfit"),
        ({"ended_at": "2020-01-01T00:00:00Z"}, "moments_unfit"),
    ],
)
async def test_impossible_incident_is_refused_by_name(
    incident_rig: IncidentRig, change: dict[str, Any], code: str
) -> None:
    """An impossible incident is refused, and is not stored."""
    status, problem = await incident_rig.ask("supervisor", "POST", "/incidents", **opened(incident_rig.now, **change))
    assert (status, problem["code"]) == (400, code)
    assert await incident_rig.rows(incident) == []


async def test_contract_supervision_reads_and_writes_no_incident(incident_rig: IncidentRig) -> None:
    """An advisor can do neither."""
    assert (await incident_rig.ask("interventoria", "GET", "/incidents"))[0] == 200
    assert (await incident_rig.ask("interventoria", "POST", "/incidents", **opened(incident_rig.now)))[0] == 403
    assert (await incident_rig.ask("asesor", "GET", "/incidents"))[0] == 403


async def test_two_watchers_of_one_outage_open_one_incident(incident_rig: IncidentRig) -> None:
    """Two watchers report at the same time; the end is written once, too."""
    spells = [incident_rig.spell("valkey", True, 300, 200), incident_rig.spell("valkey", False, 190, 100)]
    other = [incident_rig.spell("valkey", True, 301, 203), incident_rig.spell("valkey", False, 192, 102)]
    opened_counts = await asyncio.gather(*(incident_rig.saw(*each) for each in (spells, other, spells, other)))
    assert sum(opened_counts) == 2
    assert len(await incident_rig.rows(incident)) == 1
    back = await asyncio.gather(
        *(incident_rig.saw(incident_rig.spell("valkey", True, 90, 90 - more)) for more in (0, 5))
    )
    assert sum(back) == 1
    assert await incident_rig.facts() == ["SystemWatchBegan", "IncidentOpened", "IncidentClosed"]
    _, page = await incident_rig.ask("interventoria", "GET", "/incidents?open=false")
    [row] = page["incidents"]
    assert (row["title"], row["code"]) == ("Valkey: fuera de servicio", "valkey_away")
    lasted = datetime.fromisoformat(row["ended_at"]) - datetime.fromisoformat(row["began_at"])
    assert abs(lasted - timedelta(seconds=100)) <= timedelta(seconds=3)


async def test_incident_of_watch_is_closed_by_watch(incident_rig: IncidentRig) -> None:
    """A form cannot close it, unless the site no longer has the system watched."""
    await incident_rig.saw(incident_rig.spell("valkey", False, 100, 10))
    _, page = await incident_rig.ask("supervisor", "GET", "/incidents?open=true")
    path = f"/incidents/{page['incidents'][0]['id']}/close"
    status, problem = await incident_rig.ask("supervisor", "POST", path, note="Ya volvió.")
    assert (status, problem["code"]) == (409, "incident_watched")
    remaining = {name: each for name, each in SYSTEMS.items() if name != "valkey"}
    incident_rig.rig.site = msgspec.structs.replace(incident_rig.site, systems=remaining)
    incident_rig.rig.app.state.context = incident_rig.rig.context()
    assert (await incident_rig.ask("supervisor", "POST", path, note="Se retiró."))[0] == 200


async def test_the_effect_on_calls_is_counted_from_the_journal(incident_rig: IncidentRig) -> None:
    """The effect has the failed calls of that time, the refusals, and the difference to the weeks before."""
    began = (incident_rig.now - timedelta(hours=2)).replace(microsecond=0)
    week, minute = timedelta(weeks=1), timedelta(minutes=1)
    await incident_rig.calls(
        *((f"w{k}-{n}", began - k * week + n * minute, "answered") for k in (1, 2) for n in range(1, 6)),
        ("long-ago", began - 3 * week - minute, "answered"),
        ("before", began - 10 * minute, "answered"),
        ("cut-off", began - minute / 2, "technical_failure"),
        ("refused", began + minute, "capacity_rejected"),
        ("failed", began + 2 * minute, "technical_failure"),
        ("after", began + 90 * minute, "technical_failure"),
    )
    _, body = await incident_rig.ask(
        "supervisor", "POST", "/incidents", **opened(began, ended_at=(began + timedelta(hours=1)).isoformat())
    )
    assert body["effect"] == {
        "arrived": 2,
        "technical_failures": 2,
        "capacity_rejected": 1,
        "usual": 10,
        "weeks": 3,
        "fewer": 1,
    }


async def test_calls_that_fell_between_the_last_answer_and_the_first_miss_are_in_the_effect(
    incident_rig: IncidentRig,
) -> None:
    """The watch probes every few seconds, so the outage began in between; calls that ended before do not count."""
    ended = [incident_rig.now - timedelta(seconds=s) for s in (110, 95)]
    await incident_rig.calls(
        *((f"c{n}", at - timedelta(minutes=1), "technical_failure") for n, at in enumerate(ended)),
    )
    await incident_rig.saw(incident_rig.spell("valkey", True, 300, 100), incident_rig.spell("valkey", False, 90, 10))
    _, page = await incident_rig.ask("supervisor", "GET", "/incidents")
    [row] = page["incidents"]
    assert datetime.fromisoformat(row["answered_at"]) < datetime.fromisoformat(row["began_at"])
    assert row["effect"]["technical_failures"] == 1


async def test_one_silence_is_one_entry_of_the_certificate(incident_rig: IncidentRig) -> None:
    """The entry names each system that was not watched meanwhile; other gaps stand alone."""
    both = ("valkey", "telefonia")
    await incident_rig.saw(*(incident_rig.spell(name, True, *span) for name in both for span in ((900, 600), (100, 0))))
    rows = (await gaps_of(incident_rig.rig.engine, incident_rig.site, None, None, incident_rig.now)).gaps
    lost = rows[0].model_copy(update={"kind": "gateway_lost", "id": "g"})
    one, other = merge_unwatched([*rows, lost], incident_rig.site)
    assert len(rows) == 2
    assert "«Telefonía» y «Valkey»" in one.told
    assert other == lost


async def test_unwatched_time_stands_apart_and_is_not_available(incident_rig: IncidentRig) -> None:
    """Of 1,000 s 100 are out, 400 unknown and the rest working, and the parts add up."""
    await incident_rig.saw(
        incident_rig.spell("valkey", True, 1_000, 800),
        incident_rig.spell("valkey", False, 790, 700),
        incident_rig.spell("valkey", True, 690, 500),
        incident_rig.spell("valkey", True, 100, 0),
    )
    month = f"{incident_rig.now.astimezone(COLOMBIA):%Y-%m}"
    _, availability = await incident_rig.ask("interventoria", "GET", f"/availability?month={month}")
    valkey, telefonia, operador = availability["systems"]
    assert valkey["committed_s"] == valkey["available_s"] + valkey["out_s"] + valkey["unknown_s"]
    assert abs(valkey["committed_s"] - 1_000) <= 2
    assert (valkey["out_s"], valkey["unknown_s"], valkey["incidents"]) == (100, 400, 1)
    assert valkey["percent"] < valkey["at_most"] == "90.00"
    assert telefonia["percent"] is None
    assert (operador["watched"], operador["percent"], operador["meets"]) == (False, None, None)
    assert operador["unknown_s"] == operador["committed_s"] > 0
    _, gaps = await incident_rig.ask("interventoria", "GET", "/data-gaps")
    assert [(gap["kind"], gap["subject"], gap["goes_on"]) for gap in gaps["gaps"]] == [("unwatched", "valkey", False)]
    assert "SystemUnwatched" in await incident_rig.facts()


async def test_time_before_the_watch_is_claimed_of_no_system(incident_rig: IncidentRig) -> None:
    """A month without the watch has no committed time, not even for manual systems; the certificate says so."""
    await incident_rig.saw(incident_rig.spell("valkey", True, 100, 0))
    _, availability = await incident_rig.ask("interventoria", "GET", "/availability?month=2026-01")
    assert {(each["committed_s"], each["percent"], each["meets"]) for each in availability["systems"]} == {
        (0, None, None)
    }
    stretch = "from=2026-01-01T05:00:00Z&to=2026-02-01T05:00:00Z"
    _, gaps = await incident_rig.ask("interventoria", "GET", f"/data-gaps?{stretch}")
    assert gaps["gaps"] == []
    assert "todavía no se vigilaba ningún sistema" in gaps["limits"][0]
    assert "«Operador»" in gaps["limits"][1]
    pdf = await incident_rig.desk.ask("interventoria:interventoria1", "GET", f"/data-gaps/certificate?{stretch}")
    page = " ".join("".join(each.extract_text() for each in PdfReader(BytesIO(pdf.content)).pages).split())
    assert "todavía no se vigilaba ningún sistema" in page
    assert "toda la información" not in page


async def test_target_is_missed_if_reported_outages_suffice_and_never_met(incident_rig: IncidentRig) -> None:
    """The target is missed if the reported outages suffice, and never met; the facts alone give the same."""
    await incident_rig.saw(incident_rig.spell("valkey", True, 1_000, 0))
    began, ended = (incident_rig.now - timedelta(seconds=s) for s in (800, 700))
    await incident_rig.ask("supervisor", "POST", "/incidents", **opened(began, ended_at=ended.isoformat()))
    _, availability = await incident_rig.ask("interventoria", "GET", "/availability")
    figures = availability["systems"][2]
    assert (figures["available_s"], figures["out_s"], figures["percent"], figures["meets"]) == (0, 100, None, False)
    until, times = datetime.fromisoformat(availability["to"]), await incident_rig.times()
    same = times.availability("operador", [month_span(availability["month"])], until, watched=False)
    assert (same.committed_s, same.available_s, same.out_s) == tuple(
        figures[name] for name in ("committed_s", "available_s", "out_s")
    )
    assert (same.upper_bound.percent(), same.ratio.percent()) == (figures["at_most"], None)


async def test_the_facts_alone_give_the_same_figure(incident_rig: IncidentRig) -> None:
    """With an outage, a gap within another and a manual entry, the auditor's fold and the API agree to the second."""
    await incident_rig.saw(
        incident_rig.spell("valkey", True, 3_000, 2_500), incident_rig.spell("valkey", False, 2_490, 2_400)
    )
    await incident_rig.saw(
        incident_rig.spell("valkey", True, 2_390, 2_000), incident_rig.spell("valkey", False, 1_990, 1_900)
    )
    await incident_rig.saw(incident_rig.spell("valkey", True, 1_000, 0))
    began, ended = (incident_rig.now - timedelta(seconds=s) for s in (1_500, 900))
    await incident_rig.ask(
        "supervisor", "POST", "/incidents", **opened(began, system="valkey", ended_at=ended.isoformat())
    )
    _, availability = await incident_rig.ask("interventoria", "GET", "/availability")
    figures, times = availability["systems"][0], await incident_rig.times()
    async with read_connection(incident_rig.rig.engine) as connection:
        seen_at = (await state_store.load_states(connection, CAMPAIGN))["valkey"].seen_at
    until = min(seen_at, datetime.fromisoformat(availability["to"]))  # the API's now is a past whole second
    same = times.availability("valkey", [month_span(availability["month"])], until)
    parts = (same.committed_s, same.available_s, same.out_s, same.unknown_s)
    assert parts == tuple(figures[name] for name in ("committed_s", "available_s", "out_s", "unknown_s"))
    assert same.ratio.percent() == figures["percent"]
    assert same.unknown_s > 0 < same.out_s


async def test_a_watcher_that_died_leaves_a_gap_that_goes_on(incident_rig: IncidentRig) -> None:
    """The gap is shown, certified, and not available time, even before a watcher comes back to report it."""
    await incident_rig.saw(incident_rig.spell("valkey", True, 900, 600))
    _, availability = await incident_rig.ask("interventoria", "GET", "/availability")
    assert abs(availability["systems"][0]["unknown_s"] - 600) <= 2
    _, gaps = await incident_rig.ask("interventoria", "GET", "/data-gaps")
    [gap] = gaps["gaps"]
    assert gap["goes_on"]
    pdf = await incident_rig.desk.ask("interventoria:interventoria1", "GET", "/data-gaps/certificate")
    assert pdf.content.startswith(b"%PDF-1.")
    assert "vacios-de-datos" in pdf.headers["content-disposition"]


async def test_person_declares_unwatched_outage(incident_rig: IncidentRig) -> None:
    """A person's entry with their name makes the time an outage, not unknown."""
    await incident_rig.saw(incident_rig.spell("valkey", True, 900, 600), incident_rig.spell("valkey", True, 100, 0))
    began, ended = (incident_rig.now - timedelta(seconds=s) for s in (600, 100))
    form = opened(began, system="valkey", ended_at=ended.isoformat())
    assert (await incident_rig.ask("supervisor", "POST", "/incidents", **form))[0] == 201
    _, availability = await incident_rig.ask("interventoria", "GET", "/availability")
    assert availability["systems"][0]["unknown_s"] <= 2
    assert availability["systems"][0]["out_s"] >= 498


async def test_facts_that_tell_of_a_gap_are_kept_once(incident_rig: IncidentRig) -> None:
    """An expired lease, a hung gateway and a Valkey without its past are kept in the recorder's transaction."""
    router = incident_rig.rig.campaign_rig.router
    lost = [
        GatewayLost(gateway="pyvoip-9", calls=2),
        ProcessReplaced(role="gateway", gateway="pyvoip", silent_since_ms=to_milliseconds(incident_rig.now)),
        ProcessReplaced(role="api", gateway="", silent_since_ms=0),
        StateRestored(epoch=2, journal_head="1-1", calls_closed=3),
    ]
    await router.append(lost, "system", "v")
    kinds = GatewayLost | ProcessReplaced | StateRestored
    envelopes = [each for each in await incident_rig.rig.campaign_rig.log() if isinstance(each.fact, kinds)]
    for _ in range(2):
        async with unit_of_work(incident_rig.rig.engine) as connection:
            await GapProjection().apply(connection, envelopes)
    rows = await incident_rig.rows(data_gap)
    assert sorted((row.kind, row.calls, row.settled) for row in rows) == [
        ("gateway_hung", 0, False),
        ("gateway_lost", 2, False),
        ("state_restored", 3, False),
    ]


async def test_a_gap_in_the_facts_is_set_beside_the_outage_that_the_watch_saw(incident_rig: IncidentRig) -> None:
    """One outage is one incident from both sources, and a gap that the watch did not see is an incident of its own."""
    await incident_rig.saw(
        incident_rig.spell("telefonia", True, 3_000, 2_000), incident_rig.spell("telefonia", False, 1_990, 1_000)
    )
    ago = [incident_rig.now - timedelta(seconds=s) for s in (1_995, 1_985, 900, 890)]
    async with unit_of_work(incident_rig.rig.engine) as connection:
        for name, began, ended in (("a", *ago[:2]), ("b", *ago[2:])):
            gap = Gap(id=name, kind="gateway_lost", subject="pyvoip-1", began_at=began, ended_at=ended, calls=1)
            await store.add_gap(connection, CAMPAIGN, gap, settled=False)
        late = Gap(
            id="c", kind="gateway_lost", subject="pyvoip-1", began_at=incident_rig.now, ended_at=incident_rig.now
        )
        await store.add_gap(connection, CAMPAIGN, late, settled=False)
    await incident_rig.saw(incident_rig.spell("telefonia", True, 990, 0))
    sources = {row.id: row.source for row in await incident_rig.rows(incident)}
    beside = {row.id: (sources.get(row.incident), row.settled) for row in await incident_rig.rows(data_gap)}
    assert sorted(sources.values()) == ["facts", "watch"]
    assert beside == {"a": ("watch", True), "b": ("facts", True), "c": (None, False)}
    assert timedelta(seconds=890) > SETTLE_DELAY
    before = len(await incident_rig.facts())
    await incident_rig.saw(incident_rig.spell("telefonia", True, 0, 0))
    assert len(await incident_rig.facts()) == before
