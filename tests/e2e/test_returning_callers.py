"""Callers who call again from the same telephone, from the SIP call to the API's figure, on each voice engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.servers.asterisk import require_asterisk
from tests.support.sip.sipp import Sipp, stay
from tests.support.whole_system.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

INDICATORS = """
repetidas:
  name: Quienes vuelven a llamar
  formula: {kind: repeat_callers, repeat_days: 7}
  valid_from: 2026-01-01
"""


@pytest_asyncio.fixture(params=["pyvoip", "asterisk"])
async def system(request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the whole system with this indicator alone."""
    if request.param == "asterisk":
        require_asterisk()
    (site := tmp_path / "counts").mkdir()
    (site / "indicators.yaml").write_text(INDICATORS, encoding="utf-8")
    environment = {"ATENCION_GATEWAY": request.param}
    system = System(tmp_path, pytestconfig.cache.mkdir("sounds"), site, environment=environment)
    try:
        yield await system.start()
    finally:
        await system.stop()


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
    report = await system.get("/api/v1/indicators?by=month")
    figures = {
        each["line"] or "": (each["numerator"], each["denominator"])
        for each in report["figures"]
        if each["indicator"] == "repetidas" and not each["queue"]
    }
    assert figures == {"": (1, 2), "bogota": (1, 1), "nacional": (0, 1)}
    behind = await system.get("/api/v1/indicators/repetidas/calls?part=numerator")
    assert [call["id"] for call in behind["calls"]] == [calls[1]["id"]]
    response = await system.get("/api/v1/indicators/repetidas/calls?part=denominator")
    assert {call["id"] for call in response["calls"]} == {call["id"] for call in calls}
    story = await system.get(f"/api/v1/calls/{calls[0]['id']}")
    assert story["timeline"][0]["fact"]["type"] == "CallIngressed"
    assert "caller_mark" not in story["timeline"][0]["fact"]
    assert "3001234567" not in system.log_text()
