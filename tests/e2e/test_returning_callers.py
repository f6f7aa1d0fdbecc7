"""Callers who call again from the same telephone, from the SIP call to the API's figure, on each voice engine."""

from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.sip.sipp import Sipp, stay
from tests.support.whole_system.system import System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

INDICATORS = """
repetidas:
  name: Quienes vuelven a llamar
  formula: {kind: repeat_callers, repeat_days: 7}
  valid_from: 2026-01-01
"""


@pytest_asyncio.fixture
async def system(shared_system: System, tmp_path: Path) -> System:
    """Publish the site with this indicator alone."""
    (site := tmp_path / "counts").mkdir()
    (site / "indicators.yaml").write_text(INDICATORS, encoding="utf-8")
    await shared_system.publish_site(site)
    return shared_system


async def test_two_unanswered_calls_of_number_are_one_returning_caller(system: System, tmp_path: Path) -> None:
    """Two unanswered calls of a number are one returning caller; another line has another; the figure lists them."""
    sipp = Sipp(tmp_path)
    try:
        for number in ("6015550100", "6015550100", "018000555010"):
            caller = await sipp.caller(system.sip_port, number, "invite", "answered", stay(0.3), "hang_up")
            assert await caller.succeeded(), caller.complaint()
    finally:
        await sipp.end()
    calls = await system.calls_when_ended(3)
    assert {call["outcome"] for call in calls} == {"abandoned_ivr"}
    await wait_until(lambda: _is_counted(system), 60.0)  # the recorder recounts the journal for a new indicator
    assert await _figures(system) == {"": (1, 2), "bogota": (1, 1), "nacional": (0, 1)}
    behind = await system.get("/api/v1/indicators/repetidas/calls?part=numerator")
    assert [call["id"] for call in behind["calls"]] == [calls[1]["id"]]
    response = await system.get("/api/v1/indicators/repetidas/calls?part=denominator")
    assert {call["id"] for call in response["calls"]} == {call["id"] for call in calls}
    story = await system.get(f"/api/v1/calls/{calls[0]['id']}")
    assert story["timeline"][0]["fact"]["type"] == "CallIngressed"
    assert "caller_mark" not in story["timeline"][0]["fact"]
    assert "3001234567" not in system.log_text()


async def _is_counted(system: System) -> bool:
    return bool(await _figures(system))


async def _figures(system: System) -> dict[str, tuple[int, int]]:
    report = await system.get("/api/v1/indicators?by=month")
    return {
        each["line"] or "": (each["numerator"], each["denominator"])
        for each in report["figures"]
        if each["indicator"] == "repetidas" and not each["queue"]
    }
