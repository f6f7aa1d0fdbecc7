"""A backup of a working system, restored on an empty machine, continues where the first system was."""

import asyncio
import json
import shutil
from functools import partial
from pathlib import Path
from urllib.error import HTTPError

import pytest

from atencion.phones.bindings import PhoneBindings
from atencion.runtime.data_folder import MARK
from storage.valkey import connect
from tests.support.sip.baresip import Baresip
from tests.support.whole_system.system import CAMPAIGN, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]


async def _call(system: System, seconds: str) -> None:
    called = await system.run_cli("call", "--port", str(system.sip_port), "--digits", "", "--seconds", seconds)
    assert await called.wait(60.0) == 0, called.log_tail()


async def _check_restored_advisor(system: System, folder: Path, phone_password: str, token: str) -> None:
    """Check that login and phone password still work, and that an earlier session is over."""
    advisor = await asyncio.to_thread(system.token, "asesor1")
    assert not json.loads(await asyncio.to_thread(system.fetch_path, "/api/v1/me", advisor))["phone"]["registered"]
    account = f"<sip:asesor1@127.0.0.1:{system.sip_port}>;auth_user=asesor1;auth_pass={phone_password};regint=60"
    phone = await Baresip(folder, account=account).start()
    try:
        await wait_until(partial(_is_registered, system), 45.0)
    finally:
        await phone.kill()
    with pytest.raises(HTTPError, match="401"):
        await asyncio.to_thread(system.fetch_path, "/api/v1/me", token)


async def _is_registered(system: System) -> bool:
    bindings = connect(system.addresses()["redis_url"])
    try:
        return await PhoneBindings(bindings, CAMPAIGN).phone_of("asesor1") is not None
    finally:
        await bindings.aclose()


async def test_a_system_comes_back_from_its_backup(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """The restored system has the same calls, its chain is valid, and it accepts the next call."""
    sounds = pytestconfig.cache.mkdir("sounds")
    first, second = System(tmp_path / "a", sounds), System(tmp_path / "b", sounds)
    for folder in ("a", "b", "baresip"):
        (tmp_path / folder).mkdir()
    file = tmp_path / "copia.zip"
    await first.start()
    try:
        await _call(first, "3")
        await _call(first, "1")
        before = await first.calls_when_ended(2)
        phone_order = await first.run_cli("user", "phone", "asesor1")
        assert await phone_order.wait(60.0) == 0, phone_order.log_tail()
        phone_password = phone_order.log_tail().split()[-1]
        token = await asyncio.to_thread(first.token)
        backup = await first.run_cli("backup", str(file))
        assert await backup.wait(60.0) == 0, backup.log_tail()
        assert "La llave de los datos personales NO va en la copia" in backup.log_tail()
    finally:
        await first.stop()

    second.prepare_folders()
    keyless = await second.run_cli("restore", str(file))
    assert await keyless.wait(60.0) == 1
    assert "Falta la llave de los datos personales" in keyless.log_tail()
    shutil.copy(first.data / "data.key", second.data / "data.key")
    restored = await second.run_cli("restore", str(file))
    assert await restored.wait(90.0) == 0, restored.log_tail()
    assert "Todo concuerda." in restored.log_tail()
    assert (second.data / MARK).exists(), "a real system would begin with the demo's users"

    await second.start()
    try:
        assert await second.calls() == before
        await _check_restored_advisor(second, tmp_path / "baresip", phone_password, token)
        again = await second.run_cli("restore", str(file))
        assert await again.wait(60.0) == 1
        assert "ya tiene" in again.log_tail()
        await _call(second, "1")
        assert len(await second.calls_when_ended(3)) == 3
        checked = await second.verify()
        assert await checked.wait(60.0) == 0, checked.log_tail()
        await wait_until(second.is_ready, 60.0)
    finally:
        await second.stop()
