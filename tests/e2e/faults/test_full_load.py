"""A few seconds of what `make soak` does for half an hour."""

from pathlib import Path

import pytest

from atencion.runtime.liveness.hang_detection import SILENCE_LIMITS_S
from tests.e2e.faults.fault_run import SITE
from tests.e2e.faults.full_load import LoadResult, load
from tests.e2e.faults.soak import SETTINGS
from tests.support.sip.phone_exchange import TONES, PhoneExchange
from tests.support.whole_system.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

SECONDS = 6.0


def is_enough(measured: LoadResult) -> bool:
    """Return whether a call went well, a request was answered, and every process has beaten."""
    return bool(measured.calls[200] and measured.questions and set(measured.silence_s) == set(SILENCE_LIMITS_S))


async def test_a_loaded_system_beats_and_no_process_is_replaced(
    servers_folder: Path, pytestconfig: pytest.Config
) -> None:
    """Under load calls and requests are answered, and each process beats within its limit."""
    folder = servers_folder / "loaded"
    folder.mkdir()
    exchange, system = PhoneExchange(), System(folder, Path(pytestconfig.cache.mkdir("sounds")), SITE, TONES, SETTINGS)
    try:
        await system.start()
        measured = await load(system, exchange, SECONDS, at_once=20, programs=0, is_enough=is_enough)
    finally:
        await system.stop()
        await exchange.close()
    assert measured.is_calm, measured
    assert is_enough(measured), measured
    assert all(seconds < SILENCE_LIMITS_S[role] for role, seconds in measured.silence_s.items()), measured
