"""A node by itself: it starts on its generated files, and callers hear it without an application."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from telephony.asterisk.configuration import LineRoute
from telephony.asterisk.node.media_files import MediaFolder
from tests.support.gateways.gateway_rig import SOUNDS, VOICES
from tests.support.gateways.sip_party import Tones
from tests.support.servers.asterisk import AsteriskNode
from tests.support.sip.sip_phone import SipPhone

pytestmark = pytest.mark.integration

APOLOGY_HZ = SOUNDS["apology"][0]
EARS = [APOLOGY_HZ, *VOICES.values()]


@pytest_asyncio.fixture
async def last_resort() -> AsyncIterator[SipPhone]:
    """Open the phone of the number of last resort."""
    phone = await SipPhone(VOICES["fallback"]).open()
    yield phone
    phone.close()


@pytest_asyncio.fixture
async def caller() -> AsyncIterator[SipPhone]:
    """Open a caller's phone."""
    phone = await SipPhone(VOICES["caller"]).open()
    yield phone
    phone.close()


@pytest.fixture
def node(last_resort: SipPhone) -> Iterator[AsteriskNode]:
    """Start a node without an application; only one of its lines has a last resort."""
    lines = [
        LineRoute(line="bogota", numbers=("bogota",), apology="apology", fallback=last_resort.address),
        LineRoute(line="quejas", numbers=("quejas",), apology="apology"),
    ]
    node = AsteriskNode("nodo-solo", lines, trunk="127.0.0.1:9")
    MediaFolder(node.media_folder).write_sounds(SOUNDS, Tones())
    yield node.start()
    node.remove()


def test_a_node_starts_on_its_generated_files_without_a_complaint(node: AsteriskNode) -> None:
    """Asterisk logs no error and no warning: it understands every module and setting, an operator's trunk too."""
    assert not re.findall(r"^.*\b(?:ERROR|WARNING)\b.*$", node.log_tail(), re.MULTILINE)


async def test_without_an_application_the_dialplan_apologises_and_dials_the_last_resort(
    node: AsteriskNode, caller: SipPhone, last_resort: SipPhone
) -> None:
    """Without our processes the caller hears the apology, again while the phone rings, then the person who answers."""
    caller.dial(node.sip_port, "bogota")
    await caller.wait_to_hear([APOLOGY_HZ], EARS)
    await last_resort.ring()
    await caller.wait_to_hear([APOLOGY_HZ], EARS)
    await last_resort.answer()
    await caller.wait_to_hear([VOICES["fallback"]], EARS)
    await last_resort.wait_to_hear([VOICES["caller"]], EARS)
    await last_resort.hang_up()
    await caller.wait_for_end()


async def test_without_application_and_last_resort_the_call_ends_after_the_apology(
    node: AsteriskNode, caller: SipPhone
) -> None:
    """The call is answered, because an unanswered caller cannot hear the apology, and then it ends."""
    caller.dial(node.sip_port, "quejas")
    await caller.wait_to_hear([APOLOGY_HZ], EARS)
    await caller.wait_for_end()
    assert caller.status == 200


async def test_a_number_of_no_line_is_not_found(node: AsteriskNode, caller: SipPhone) -> None:
    """Asterisk refuses an unknown number by itself."""
    caller.dial(node.sip_port, "nadie")
    await caller.wait_for_end()
    assert caller.status == 404
