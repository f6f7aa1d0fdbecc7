"""Whether calls can be accepted, and the health of the recorder's other tasks."""

import pytest

from agent_api.system.readiness import Draining, NotReady
from atencion.runtime.health import NO_ANTIVIRUS, advisors_sentence, antivirus_sentence, check_gateways
from metrics.prometheus.attachments import AttachmentsNow


class GatewayReports:
    """A router that returns these reports in turn; the last one repeats."""

    def __init__(self, *moments: tuple[set[str], set[str]]) -> None:
        self._moments = list(moments)

    def _now(self) -> tuple[set[str], set[str]]:
        return self._moments.pop(0) if len(self._moments) > 1 else self._moments[0]

    async def gateways(self) -> set[str]:
        """Return the gateways that hold a lease."""
        return self._now()[0]

    async def accepting_gateways(self) -> set[str]:
        """Return the gateways that accept new calls."""
        return self._now()[1]


async def test_one_gateway_that_takes_calls_is_enough() -> None:
    """One accepting gateway is enough beside a draining one; gateways with another name do not count."""
    await check_gateways(GatewayReports(({"a-1", "b-1"}, {"b-1"})))
    with pytest.raises(Draining):
        await check_gateways(GatewayReports(({"a-1", "b-1"}, {"b-1"})), "a-")
    with pytest.raises(NotReady, match="Ninguna"):
        await check_gateways(GatewayReports(({"a-1"}, {"a-1"})), "b-")


async def test_a_gateway_that_leaves_between_two_looks_is_not_in_service() -> None:
    """A gateway that drained and released its lease before the second check is not in service."""
    with pytest.raises(NotReady, match="Ninguna"):
        await check_gateways(GatewayReports(({"a-1"}, set()), (set(), set())))


async def test_a_gateway_that_begins_between_two_looks_is_not_in_service_yet() -> None:
    """A gateway with a lease at the second check is not in service until its telephony runs."""
    with pytest.raises(Draining, match="iniciando"):
        await check_gateways(GatewayReports((set(), set()), ({"a-1"}, set())))


def test_health_reports_antivirus() -> None:
    """The health has the signatures and the waiting and withheld files, or that the antivirus is away or not used."""
    version = "ClamAV 1.4.3/27500/Thu Nov 26 2026"
    works = antivirus_sentence(AttachmentsNow(waiting=0, oldest_s=0, withheld=2), version)
    assert works == f"funciona, {version}; por examinar: 0; retenidos: 2"
    away = antivirus_sentence(AttachmentsNow(waiting=7, oldest_s=60, withheld=0), "")
    assert away.startswith("no responde; los archivos nuevos esperan")
    assert "por examinar: 7" in away
    assert "ATENCION_CLAMD" in NO_ANTIVIRUS


def test_advisors_without_a_queue_are_named() -> None:
    """The health names advisors without a queue, who receive no calls, and says how to correct that."""
    assert advisors_sentence(["luz", "rosa"]) == "sin cola en «Puestos y colas», no reciben llamadas: luz, rosa"
    assert advisors_sentence([]) == "todos atienden colas"
