"""The board over HTTP: its figures are the contract's, a day of an advisor, and thresholds with their fact."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from eventlog.facts import AdvisorStateChanged, Envelope, QueueThresholdsChanged
from storage.postgres.engine import read_connection
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.journal_writer import write_journal
from tests.support.facts.synthetic_month import month, without_repetitions
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
LEAD, READER, ADVISOR = "supervisor:sara", "interventoria:vera", "ana"
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
NAMES = {
    "service_level": "nivel_servicio",
    "abandon_rate": "abandono",
    "speed_of_answer": "asa",
    "handle_time": "tmo",
}


@pytest.fixture
def desk(rig: ApiRig) -> AdvisorDesk:
    """Open an empty desk at noon of a Tuesday."""
    rig.now = NOON
    return AdvisorDesk(rig)


async def ask(desk: AdvisorDesk, path: str, user: str = LEAD, method: str = "GET", **more: Any) -> Any:
    """Return the answer to a request."""
    answer = await desk.ask(user, method, path, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_curves_are_the_indicators_of_each_half_hour(desk: AdvisorDesk) -> None:
    """Each half hour of each day has the fractions that the indicators have; the totals end at the time of now."""
    rig = desk.rig
    facts = [msgspec.structs.replace(each, campaign=CAMPAIGN) for each in without_repetitions(month(600))]
    await write_journal(rig.engine, facts)
    for scope in ({}, {"line": "nacional"}, {"queue": "pagos"}):
        curves = await ask(desk, "/board/curves", params=scope)
        assert [(each["day"], each["date"]) for each in curves["days"]] == [
            ("today", "2026-11-24"),
            ("yesterday", "2026-11-23"),
            ("last_week", "2026-11-17"),
        ]
        assert curves["until_time"] == "12:30"
        for day in curves["days"]:
            period = {"from": day["date"], "to": f"{datetime.fromisoformat(day['date']) + timedelta(days=1):%Y-%m-%d}"}
            found = await ask(desk, "/indicators", params={**period, **scope, "by": "interval"})
            expected = {
                (each["starts_at"], each["indicator"]): (each["numerator"], each["denominator"])
                for each in found["figures"]
                if each["line"] == scope.get("line", "") and each["queue"] == scope.get("queue", "")
            }
            assert day["intervals"]
            for interval in day["intervals"]:
                local = datetime.fromisoformat(f"{day['date']}T{interval['at']}:00-05:00")
                at = next((key[0] for key in expected if datetime.fromisoformat(key[0]) == local), "")
                for metric, indicator in NAMES.items():
                    figure = interval["figures"][metric]
                    assert (figure["numerator"], figure["denominator"]) == expected.get((at, indicator), (0, 0)), metric
            before = [each for each in day["intervals"] if each["at"] < "12:30"]
            arrivals = sum(each["figures"]["arrivals"]["numerator"] for each in before)
            assert day["total"]["arrivals"]["numerator"] == arrivals
        targets = {each["metric"]: each["target"] for each in curves["metrics"]}
        assert (targets["service_level"], targets["abandon_rate"], targets["arrivals"]) == (80, 5, None)


async def test_the_table_of_curves_is_exported(desk: AdvisorDesk) -> None:
    """A row for each half hour of each day that had calls; without the permission to read figures there is no file."""
    facts = [msgspec.structs.replace(each, campaign=CAMPAIGN) for each in without_repetitions(month(200))]
    await write_journal(desk.rig.engine, facts)
    curves = await ask(desk, "/board/curves")
    answer = await desk.ask(LEAD, "POST", "/board-exports", json={"format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + sum(len(each["intervals"]) for each in curves["days"])
    assert lines[0].startswith("Día,Fecha,Media hora,Entraron")
    assert (await desk.ask("asesor_escrita:luz", "POST", "/board-exports", json={"format": "csv"})).status_code == 403


async def test_the_day_of_an_advisor_is_read_by_an_index(desk: AdvisorDesk) -> None:
    """States follow one another since midnight, pauses with their reasons; changes of other advisors are not read."""
    midnight = datetime(2026, 11, 24, 5, tzinfo=UTC)
    steps = [
        (-60, ADVISOR, "offline", ""),
        (8 * 60, ADVISOR, "available", ""),
        (8 * 60 + 1, "otra", "paused", "bano"),
        (9 * 60, ADVISOR, "talking", ""),
        (10 * 60, ADVISOR, "paused", "almuerzo"),
        (11 * 60, ADVISOR, "available", ""),
    ]
    envelopes = [
        Envelope(
            id=f"1-{number}",
            at=midnight + timedelta(minutes=minutes),
            campaign=CAMPAIGN,
            call_id="",
            actor=advisor,
            site_version=desk.rig.site.version,
            fact=AdvisorStateChanged(advisor=advisor, state=state, previous="offline", reason=reason),  # type: ignore[arg-type]
        )
        for number, (minutes, advisor, state, reason) in enumerate(steps, 1)
    ]
    await write_journal(desk.rig.engine, envelopes)
    day = await ask(desk, f"/board/advisors/{ADVISOR}")
    assert [(each["state"], each["reason"]) for each in day["spans"]] == [
        *(("available", ""), ("talking", ""), ("paused", "almuerzo"), ("available", "")),
    ]
    hour = 3_600_000
    assert day["times"] == {"available": 2 * hour, "talking": hour, "paused": hour}
    assert (day["occupancy"]["numerator"], day["occupancy"]["denominator"]) == (hour, 3 * hour)
    assert day["adherence"]["denominator"] == 4 * hour
    [lunch] = day["pauses"]
    assert (lunch["reason"], lunch["lasted_ms"], lunch["accepted"]) == ("almuerzo", hour, False)
    assert day["adherence"]["numerator"] == 3 * hour
    own = await desk.ask(f"asesor:{ADVISOR}", "GET", "/me/states")
    assert own.json() == day
    assert (await desk.ask("asesor:nadie", "GET", "/me/states")).json()["spans"] == []
    assert (await ask(desk, "/board/advisors/nadie"))["spans"] == []
    assert (await desk.ask(READER, "GET", f"/board/advisors/{ADVISOR}")).status_code == 403
    async with read_connection(desk.rig.engine) as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = await connection.execute(
            text(
                "EXPLAIN SELECT bytes FROM journal WHERE campaign = 'x' AND type = 'AdvisorStateChanged'"
                """ AND split_part(split_part(encode(bytes, 'escape'), '"advisor":"', 2), '"', 1) = 'ana'"""
                " AND at >= now() ORDER BY at, seq"
            )
        )
        assert "journal_advisor_states" in "\n".join(plan.scalars())


async def test_thresholds_are_the_sites_until_a_person_sets_them(desk: AdvisorDesk) -> None:
    """A change is a fact with its author, the same one again is none, and a queue returns to those of the site."""

    async def of_queue(user: str = READER) -> Any:
        found = await ask(desk, "/board/thresholds", user)
        return next(each for each in found["queues"] if each["queue"] == "pagos")

    values = {"waiting": 4, "longest_wait_s": 60, "service_level": 75, "abandon_rate": None}
    site = await of_queue()
    assert (site["own"], site["waiting"], site["longest_wait_s"], site["service_level"]) == (False, 100, 20, 80)
    for _ in range(2):
        await ask(desk, "/board/thresholds/pagos", method="PUT", json=values)
    own = await of_queue()
    assert {name: own[name] for name in values} == values
    assert (own["own"], own["changed_by_name"]) == (True, "Sara")
    for _ in range(2):
        await ask(desk, "/board/thresholds/pagos", method="DELETE")
    assert await of_queue() == site
    envelopes = await desk.journaled_facts("QueueThresholdsChanged")
    facts = [each.fact for each in envelopes if isinstance(each.fact, QueueThresholdsChanged)]
    assert [(each.longest_wait_s, each.abandon_rate, each.from_site) for each in facts] == [
        (60, 0, False),
        (20, 5, True),
    ]
    assert (await desk.ask(READER, "PUT", "/board/thresholds/pagos", json=values)).status_code == 403
    assert (await desk.ask(LEAD, "PUT", "/board/thresholds/nada", json=values)).status_code == 404
    assert (await desk.ask(LEAD, "PUT", "/board/thresholds/pagos", json={**values, "waiting": 0})).status_code == 422
