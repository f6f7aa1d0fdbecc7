"""Session timers (RFC 4028) of the embedded gateway, tested with sipp. Its sessions last four seconds here."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from telephony import port
from telephony.pyvoip.gateway import PyVoipGateway
from telephony.pyvoip.sip.session.session_timer import SessionPolicy
from tests.support.sip.listed_sources import loopback_callers
from tests.support.sip.reception import LINES, GreetingSounds, Reception
from tests.support.sip.sipp import Sipp, SippStep, refused, stay

pytestmark = pytest.mark.e2e

SESSIONS = SessionPolicy(interval_s=4, min_interval_s=3)


def timed(name: str, session: str, **marks: str) -> SippStep:
    """Return a step with a session."""
    return SippStep(name, {"SESSION": session, **marks})


@pytest_asyncio.fixture
async def reception() -> AsyncIterator[tuple[PyVoipGateway, Reception]]:
    """Start a gateway that takes calls, and its reception."""
    gateway = PyVoipGateway(
        sip_port=0,
        lines=LINES.get,
        sounds=GreetingSounds(),
        max_calls=20,
        trusted_sources=loopback_callers,
        sessions=SESSIONS,
    )
    serving = Reception(gateway)
    await gateway.start(serving)
    yield gateway, serving
    await gateway.stop()


@pytest.mark.parametrize(
    ("steps", "cause"),
    [
        pytest.param(
            (
                timed("invite_timed", "3;refresher=uac"),
                timed("picked_up_timed", "3;refresher=uac"),
                "acknowledge",
                stay(1.0),
                timed("refresh", "3;refresher=uac", SEQ="2"),
                stay(1.5),
                "hang_up",
            ),
            "normal",
            id="the caller refreshes and outlives the first session",
        ),
        pytest.param(
            (
                timed("invite_timed", "4;refresher=uas"),
                timed("picked_up_timed", "4;refresher=uas"),
                "acknowledge",
                timed("refreshed", "4;refresher=uac", STATUS="481"),
                "hung_up",
            ),
            "media_lost",
            id="we refresh, and let go of a caller who knows nothing of the call",
        ),
        pytest.param((timed("invite_timed", "2"), refused(422)), None, id="too short a session is refused"),
    ],
)
async def test_sessions_with_sipp(
    reception: tuple[PyVoipGateway, Reception], tmp_path: Path, steps: tuple[SippStep | str, ...], cause: str | None
) -> None:
    """Each scenario of sipp succeeds, and the call ends with the right cause."""
    gateway, serving = reception
    sipp = Sipp(tmp_path)
    try:
        caller = await sipp.caller(gateway.sip_port, "bogota", *steps)
        assert await caller.succeeded(), caller.complaint()
        causes = [signal.cause for signal in serving.all(port.LegHungUp)]
        assert causes == ([] if cause is None else [cause])
    finally:
        await sipp.end()
