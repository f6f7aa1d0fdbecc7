"""Connections that Asterisk opens to us: which nodes may connect, and what callers of a refused node hear."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from telephony.asterisk.ari.transport import AriSettings, AsteriskAway, ServerTransport
from telephony.asterisk.configuration import LineRoute
from telephony.asterisk.gateway import AsteriskGateway
from telephony.asterisk.node.media_files import MediaFolder
from telephony.asterisk.node.predecessor import last_gateway
from tests.support.gateways.gateway_rig import SOUNDS, VOICES, SignalLog
from tests.support.gateways.sip_party import LINES, SipParty, Tones
from tests.support.programs import free_ports
from tests.support.servers.asterisk import AsteriskNode
from tests.support.sip.sip_phone import SipPhone

pytestmark = [pytest.mark.integration, pytest.mark.timeout(60)]

OURS = AriSettings(password="quimbaya-7")
APOLOGY = "apology"


@pytest_asyncio.fixture
async def listening() -> AsyncIterator[ServerTransport]:
    """Start a listener that no node has dialled yet."""
    (port,) = free_ports(1)
    listening = ServerTransport("127.0.0.1", port, node="nodo", ari=OURS, connect_timeout_s=1.5)
    yield listening
    await listening.close()


@pytest.mark.parametrize(
    ("path", "ari", "status"),
    [
        ("/ari/nodo", AriSettings(password="otra-clave-1"), 401),
        ("/ari/nodo", AriSettings(user="otra", password=OURS.password), 401),
        ("/ari/nodo2", OURS, 404),
        ("/ari/nodo", OURS, 503),
    ],
    ids=["another password", "another user", "another node", "nobody serves"],
)
async def test_login_checks_password_user_node_and_service(
    listening: ServerTransport, path: str, ari: AriSettings, status: int
) -> None:
    """Password, user, the node's name and whether calls are served now are checked, the password first."""
    with pytest.raises(AsteriskAway):
        await listening.connect()  # no node has dialled
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://{listening.address}{path}", additional_headers={"Authorization": ari.authorization})
    assert refused.value.response.status_code == status


async def test_a_node_with_another_password_is_not_served_and_its_callers_hear_the_apology() -> None:
    """The node's dialplan knows that its calls are not served, and the refusal does not name the last gateway."""
    (port,) = free_ports(1)
    stranger = ServerTransport(
        "127.0.0.1", port, node="nodo", ari=AriSettings(password="otra-clave-1"), connect_timeout_s=1.5
    )
    lines = [LineRoute(line="bogota", numbers=("bogota",), apology=APOLOGY)]
    node = AsteriskNode("nodo", lines, ari_dials=f"ws://{stranger.address}")
    MediaFolder(node.media_folder).write_sounds(SOUNDS, Tones())
    caller = SipParty(await SipPhone(VOICES["caller"]).open())
    try:
        node.start()
        assert await last_gateway(stranger) == ""
        with pytest.raises(AsteriskAway):
            await stranger.connect()
        caller.sip.dial(node.sip_port, "bogota")
        await caller.hears(APOLOGY)
        await caller.ended()
        assert not re.findall(r"^.*\b(?:ERROR|WARNING)\b.*$", node.log_tail(), re.MULTILINE)
    finally:
        await stranger.close()
        caller.sip.close()
        node.remove()


async def test_a_gateway_that_leaves_is_known_at_once_to_be_gone_and_the_next_is_found(
    listening: ServerTransport,
) -> None:
    """Callers are offered to the gateway, hear the apology after it leaves, and are offered to the next one."""
    lines = [LineRoute(line="bogota", numbers=("bogota",), apology=APOLOGY)]
    node = AsteriskNode("nodo", lines, ari_dials=f"ws://{listening.address}").start()
    phones = [SipParty(await SipPhone(VOICES["caller"]).open()) for _ in range(3)]
    try:
        for number, phone in enumerate(phones):
            heard = SignalLog()
            gateway = AsteriskGateway(
                node="nodo",
                ari=listening,
                lines=LINES.get,
                sounds=Tones(),
                sound_keys=SOUNDS,
                media_folder=node.media_folder,
            )
            if number != 1:
                await gateway.start(heard)
            phone.sip.dial(node.sip_port, "bogota")
            if number == 1:
                await phone.hears(APOLOGY)
                await phone.ended()
            else:
                await heard.next_offered()
                await gateway.stop()
                await phone.ended()
    finally:
        for phone in phones:
            phone.sip.close()
        node.remove()
