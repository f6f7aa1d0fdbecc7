"""Whether calls can come in."""

import pytest

from agent_api.system.readiness import Draining, NotReady
from atencion.health import check_gateways


class Told:
    """A router that tells of gateways; from the second question on, what is told then."""

    def __init__(self, *moments: tuple[set[str], set[str]]) -> None:
        self._moments = list(moments)

    def _now(self) -> tuple[set[str], set[str]]:
        return self._moments.pop(0) if len(self._moments) > 1 else self._moments[0]

    async def gateways(self) -> set[str]:
        """Those that hold a lease."""
        return self._now()[0]

    async def taking(self) -> set[str]:
        """Of those, the ones that take new calls."""
        return self._now()[1]


async def test_one_gateway_that_takes_calls_is_enough() -> None:
    """Beside one that drains; and only those of the name that is asked for count."""
    await check_gateways(Told(({"a-1", "b-1"}, {"b-1"})))
    with pytest.raises(Draining):
        await check_gateways(Told(({"a-1", "b-1"}, {"b-1"})), "a-")
    with pytest.raises(NotReady, match="Ninguna"):
        await check_gateways(Told(({"a-1"}, {"a-1"})), "b-")


async def test_a_gateway_that_leaves_between_two_looks_is_not_in_service() -> None:
    """It drained, and gave its lease back before the second question: nobody takes calls."""
    with pytest.raises(NotReady, match="Ninguna"):
        await check_gateways(Told(({"a-1"}, set()), (set(), set())))


async def test_a_gateway_that_begins_between_two_looks_is_not_in_service_yet() -> None:
    """It has its lease by the second question, but its telephony is still to come up."""
    with pytest.raises(Draining, match="iniciando"):
        await check_gateways(Told((set(), set()), ({"a-1"}, set())))
