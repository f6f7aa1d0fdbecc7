"""The two rows of the fault suite that each run of the tests proves; `make faults` prints the others."""

from pathlib import Path

import pytest

from tests.e2e.faults.fault import Fault
from tests.e2e.faults.fault_run import run_fault
from tests.support.sip.phone_exchange import PhoneExchange

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

LET_GO_S, AFTER_S = 5.0, 6.0


@pytest.mark.parametrize("victims", [("gateway", "Valkey"), ("PostgreSQL", "recorder")], ids=" and ".join)
async def test_no_caller_stays_in_dead_air(
    servers_folder: Path, pytestconfig: pytest.Config, victims: tuple[str, ...]
) -> None:
    """After kill -9 of two parts at once each call is counted, no caller stays in dead air, and the API has no 500."""
    folder = servers_folder / "-".join(victims)
    folder.mkdir()
    exchange = PhoneExchange()
    try:
        row = await run_fault(Fault(victims), folder, pytestconfig.cache.mkdir("sounds"), exchange, AFTER_S)
    finally:
        await exchange.close()
    assert (row.counted, row.difference, row.sound) == (row.placed, 0, True), row
    assert (row.silent, row.errors) == (0, 0), row
    assert row.dead_air_s < LET_GO_S, row
