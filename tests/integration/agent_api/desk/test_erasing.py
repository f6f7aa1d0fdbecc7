"""A caller who asks to be forgotten is, and what was filed stays."""

import pytest

from agent_api.customers.erasing import erase_caller
from eventlog import person_data
from eventlog.person import person
from storage.engine import unit_of_work
from tests.integration.agent_api.desk.conftest import NUMBER, Desk
from tests.logs import SEALER

pytestmark = pytest.mark.integration


def _ref(call: str) -> str:
    return person(NUMBER, call.encode().ljust(32, b".")).ref


async def test_a_caller_is_forgotten_whole(desk: Desk) -> None:
    """Neither the number nor its keyed print is left of that call; the ticket is, and another call's is as it was."""
    for call in ("a", "b"):
        await desk.talk(call)
        assert (
            await desk.file("asesor1", f"key-0000000{call}", call_id=call, petitioner={"name": "Luz"})
        ).status_code == 201
        await desk.hang_up(call)
    printed = SEALER.blind(f"+57{NUMBER}", about="ticket.caller").encode()
    assert (await desk.bytes_of("ticket")).count(printed) == 2
    async with unit_of_work(desk.office.engine) as connection:
        assert await erase_caller(connection, _ref("a"), desk.office.now)
        assert not await erase_caller(connection, _ref("a"), desk.office.now)
    assert await person_data.value_of(desk.office.engine, _ref("a"), SEALER) is None
    assert await person_data.value_of(desk.office.engine, _ref("b"), SEALER) == NUMBER
    assert (await desk.bytes_of("ticket")).count(printed) == 1
    shown = (await desk.ask("supervisor:sup1", "GET", "/tickets")).json()["tickets"]
    assert {each["call_id"]: each["caller"] for each in shown} == {"a": "Número oculto", "b": "300 111 2201"}


async def test_a_forgetting_that_fails_forgets_nothing(desk: Desk) -> None:
    """Number and print go in one transaction."""
    await desk.talk("a")
    await desk.file("asesor1", call_id="a", petitioner={"name": "Luz"})
    before = await desk.bytes_of("ticket")

    async def fails() -> None:
        async with unit_of_work(desk.office.engine) as connection:
            await erase_caller(connection, _ref("a"), desk.office.now)
            raise KeyError

    with pytest.raises(KeyError):
        await fails()
    assert await desk.bytes_of("ticket") == before
    assert await person_data.value_of(desk.office.engine, _ref("a"), SEALER) == NUMBER
