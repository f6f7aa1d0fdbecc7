"""Far ends that disappear without a message, on Asterisk: how it notices, and which signal the port sends."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony import port
from tests.integration.telephony.asterisk.test_losses import LINE, AsteriskNodeRig
from tests.support.gateways.gateway_rig import SignalLog
from tests.support.servers.asterisk import AsteriskNode
from tests.support.servers.flaky_proxy import FlakyProxy
from tests.support.sip.raw_sip import SDP_OFFER, SipSocket, UserAgentClient

pytestmark = [pytest.mark.integration, pytest.mark.timeout(90)]

USUAL, QUICK = "rtp_timeout = 30", "rtp_timeout = 2"


@pytest_asyncio.fixture
async def node_rig() -> AsyncIterator[AsteriskNodeRig]:
    """Start a node that gives a silent leg up after two seconds; the product's nodes wait for thirty."""
    node = AsteriskNode("nodo", LINE)
    file = node.folder / "etc" / "pjsip.conf"
    text = file.read_text()
    assert USUAL in text
    file.write_text(text.replace(USUAL, QUICK))
    node.start()
    cable = await FlakyProxy(node.ari_port).open()
    node_rig = AsteriskNodeRig(node, cable)
    yield node_rig
    await node_rig.end()
    cable.close()
    node.remove()


async def test_silent_phone_differs_from_hang_up(node_rig: AsteriskNodeRig) -> None:
    """The silent phone's leg ends as lost; a caller who hangs up ends theirs as hung up."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard)
    caller, phone, _ = await node_rig.talk(heard, gateway)
    phone.sip.media.stop()
    signal = await heard.next(caller.call_id)
    assert signal == port.LegHungUp(call_id=caller.call_id, leg="advisor-1", cause="media_lost")
    await caller.hang_up()
    assert await heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg=port.CALLER, cause="normal")


async def test_session_lasts_between_90_s_and_three_minutes(node_rig: AsteriskNodeRig) -> None:
    """A session lasts at most three minutes (RFC 4028), not less than 90 s; a phone without timers has none."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard)
    wire = await SipSocket().open()
    short = UserAgentClient(wire, node_rig.node.sip_port)
    short.send("INVITE", SDP_OFFER, "Supported: timer\nSession-Expires: 60\n")
    assert (await wire.response(422)).header("Min-SE") == "90"
    short.send("ACK")
    for more, session in (("Supported: timer\nSession-Expires: 170;refresher=uac\n", "170;refresher=uac"), ("", "")):
        uac = UserAgentClient(wire, node_rig.node.sip_port)
        uac.send("INVITE", SDP_OFFER, more)
        call_id = await heard.next_offered()
        await gateway.send(port.Answer(id=f"{call_id}/answer", call_id=call_id))
        answer = await wire.response(200, "INVITE")
        assert answer.header("Session-Expires") == session
        uac.to_tag = answer.to_tag
        uac.send("ACK")
        uac.send("BYE")
        await wire.response(200, "BYE")
    wire.close()
