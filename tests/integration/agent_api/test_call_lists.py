"""Filters, orders, counts and export of a list of calls over HTTP."""

import csv
import io

import pytest

from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.desks.advisor_desk import AdvisorDesk

pytestmark = pytest.mark.integration


async def _found(rig: ApiRig, **query: str) -> set[str]:
    answer = await rig.get("/api/v1/calls", **query)
    assert answer.status_code == 200, answer.text
    return {each["id"] for each in answer.json()["calls"]}


async def test_calls_are_filtered_by_queue_advisor_and_duration(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """The wait counts until the answer or the end; the conversation, from the answer to the end."""
    await mixed_calls.make_calls()
    answered = {"at-once", "on-the-bound", "late"}
    assert await _found(rig, advisor="asesor1") == answered
    assert await _found(rig, advisor="asesor2") == set()
    assert await _found(rig, queue="general") >= answered
    assert await _found(rig, min_wait_s="20", max_wait_s="20") >= {"on-the-bound"}
    assert "at-once" not in await _found(rig, min_wait_s="20")
    talked = (await rig.get("/api/v1/calls/on-the-bound")).json()["talk_ms"] // 1000
    assert "on-the-bound" in await _found(rig, min_talk_s=str(talked), outcome="answered")
    assert await _found(rig, min_talk_s=str(talked + 1)) == set()
    assert await _found(rig, kind="solicitud") == set()
    assert (await rig.get("/api/v1/calls", theme="renovacion")).status_code in (400, 422)


async def test_the_order_can_be_reversed(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """Pages from the first call on have each call once."""
    await mixed_calls.make_calls()
    latest_first = [each["id"] for each in (await rig.get("/api/v1/calls")).json()["calls"]]
    listed, cursor = [], {}
    while True:
        page = (await rig.get("/api/v1/calls", sort="arrived_at", limit=2, **cursor)).json()
        listed += [each["id"] for each in page["calls"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert listed == latest_first[::-1]


async def test_counts_are_of_a_period(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """The counts by outcome ignore the filter by outcome, and a period without a beginning is refused."""
    await mixed_calls.make_calls()
    period = {"from": "2027-01-15", "to": "2027-01-16"}
    counts = (await rig.get("/api/v1/call-counts", **period)).json()
    assert counts["total"] == len(await _found(rig)) == sum(counts["outcomes"].values()) + counts["in_progress"]
    answered = (await rig.get("/api/v1/call-counts", outcome="answered", **period)).json()
    assert (answered["total"], answered["outcomes"]) == (3, counts["outcomes"])
    assert (await rig.get("/api/v1/call-counts")).status_code == 400


async def test_the_file_has_what_the_list_shows(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """The CSV has the chosen columns, with names of people and durations in seconds."""
    await mixed_calls.make_calls()
    form = {"format": "csv", "outcome": "answered", "columns": ["advisor", "wait"], "sort": "arrived_at"}
    answer = await AdvisorDesk(rig).ask("supervisor:sara", "POST", "/calls/exports", json=form)
    assert answer.status_code == 200, answer.text
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Asesor", "Espera"]
    assert [row[0] for row in rows[1:]] == ["Ana Lucía Rojas"] * 3
    assert ["20"] in [row[1:] for row in rows]
