"""The callers that a real Asterisk accepts: those of listed trunks, by address, by port or by password."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from config.site.calls.sources import Sources, Trunk
from telephony.asterisk.configuration import LineRoute, listed_endpoints
from telephony.asterisk.node.media_files import MediaFolder
from telephony.pyvoip.sip.calls.outgoing_call import OutgoingCall
from telephony.softphone.phone import Softphone
from tests.support.gateways.gateway_rig import SOUNDS, VOICES
from tests.support.gateways.sip_party import Tones
from tests.support.programs import free_ports
from tests.support.servers.asterisk import AsteriskNode
from tests.support.sip.sip_phone import SipPhone

pytestmark = pytest.mark.integration

LISTED_AT = "127.0.0.7"
SHARED_AT = "127.0.0.8"
LISTED_PORT = next(iter(free_ports(1)))
SOURCES = Sources(
    trunks={
        "operador": Trunk(id="operador", name="Operador", address=LISTED_AT),
        "planta": Trunk(id="planta", name="Planta", address=SHARED_AT, port=LISTED_PORT),
        "sede": Trunk(id="sede", name="Sede", user="sede"),
    }
)


@pytest.fixture(scope="module")
def node() -> Iterator[AsteriskNode]:
    """Start a node without an application: its dialplan answers with the apology."""
    lines = [LineRoute(line="bogota", numbers=("bogota",), apology="apology")]
    node = AsteriskNode("nodo-lista", lines, sources=SOURCES, passwords={"sede": "quimbaya-77"})
    MediaFolder(node.media_folder).write_sounds(SOUNDS, Tones())
    yield node.start()
    node.remove()


@pytest_asyncio.fixture
async def phone() -> AsyncIterator[SipPhone]:
    """Return a phone that is not open yet."""
    phone = SipPhone(VOICES["caller"])
    yield phone
    phone.close()


def test_the_files_are_understood(node: AsteriskNode) -> None:
    """Asterisk has the listed endpoints, logs no complaint, and has no endpoint for strangers."""
    assert "ERROR" not in node.log_tail(), node.log_tail()
    assert "WARNING" not in node.log_tail(), node.log_tail()
    configured = (node.folder / "etc" / "sources.conf").read_text()
    assert "[anonymous]" not in configured
    assert all(f"[{name}]" in configured for name in listed_endpoints(SOURCES, Sources()) - {"trunk"})


async def test_the_listed_address_is_served(node: AsteriskNode, phone: SipPhone) -> None:
    """A caller from a listed address hears the line."""
    await phone.open(LISTED_AT)
    phone.dial(node.sip_port, "bogota")
    await phone.answered()
    await phone.wait_for_end()
    assert phone.status == 200


async def test_the_listed_port_of_an_address_is_served(node: AsteriskNode, phone: SipPhone) -> None:
    """Address and port together identify the trunk."""
    await phone.open(SHARED_AT, LISTED_PORT)
    phone.dial(node.sip_port, "bogota")
    await phone.answered()
    await phone.wait_for_end()
    assert phone.status == 200


@pytest.mark.parametrize("address", ["127.0.0.1", SHARED_AT])
async def test_an_unlisted_source_is_refused(node: AsteriskNode, phone: SipPhone, address: str) -> None:
    """Another host is refused, and so is another port of a host of which one port is listed."""
    await phone.open(address)
    phone.dial(node.sip_port, "bogota")
    await phone.wait_for_end()
    assert phone.status == 401


@pytest.mark.parametrize("name", ["trunk-operador", "trunk-planta", "sede", "anonymous"])
async def test_caller_with_trunk_name_in_from_needs_password(node: AsteriskNode, phone: SipPhone, name: str) -> None:
    """A caller who puts the trunk's name into From is asked for a password that they do not have."""
    await phone.open("127.0.0.1")
    phone.user = name
    phone.dial(node.sip_port, "bogota")
    await phone.wait_for_end()
    assert phone.status == 401


@pytest.mark.parametrize(("password", "status"), [("quimbaya-77", 200), ("guayacan-11", 401)])
async def test_a_password_makes_a_trunk_of_any_address(node: AsteriskNode, password: str, status: int) -> None:
    """A caller with the password is served, and one without it is refused."""
    phone = Softphone(user="sede", password=password)
    await phone.start()
    call = await phone.call(f"sip:bogota@127.0.0.1:{node.sip_port}")
    await call.wait_for("answered", "failed")
    assert isinstance(call.sip, OutgoingCall)
    assert call.sip.status == status
    await phone.stop()
