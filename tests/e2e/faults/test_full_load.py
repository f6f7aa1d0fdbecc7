"""A few seconds of what `make soak` does for half an hour."""

from pathlib import Path

import pytest

from atencion.runtime.liveness.hang_detection import SILENCE_LIMITS_S
from tests.e2e.faults.fault_run import SITE
from tests.e2e.faults.full_load import load
from tests.e2e.faults.soak import SETTINGS
from tests.support.sip.phone_exchange import TONES, PhoneExchange
from tests.support.whole_system.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(120)]

SECONDS = 6.0


async def test_a_loaded_system_beats_and_no_process_is_replaced(
    servers_folder: Path, pytestconfig: pytest.Config
) -> None:
    """Under load calls and requests are answered, and each process's heartbeat stays well within its bound."""
    folder = servers_folder / "loaded"
    folder.mkdir()
    exchange, system = PhoneExchange(), System(folder, Path(pytestconfig.cache.mkdir("sounds")), SITE, TONES, SETTINGS)
    try:
        await system.start()
        measured = await load(system, exchange, SECONDS, at_once=20, programs=0)
    finally:
        await system.stop()
        await exchange.close()
    assert measured.is_calm, measured
    assert measured.calls[200] > 0, measured
    assert measured.questions > 0
    assert set(measured.silence_s) == set(SILENCE_LIMITS_S)
    assert all(seconds < SILENCE_LIMITS_S[role] / 2 for role, seconds in measured.silence_s.items()), measured
