"""Attacks by AMI: the manager's password allows recording, and no action on calls."""

import asyncio
from collections.abc import Iterator

import pytest

from telephony.asterisk.configuration import LineRoute
from tests.support.servers.asterisk import PASSWORD, AsteriskNode

pytestmark = [pytest.mark.integration, pytest.mark.timeout(90)]
DENIED = "Permission denied"
FORBIDDEN = (
    "Action: Command\r\nCommand: core stop now",
    "Action: Originate\r\nChannel: Local/bogota@lines\r\nApplication: System\r\nData: id",
    "Action: UpdateConfig\r\nSrcFilename: manager.conf\r\nDstFilename: manager.conf",
    "Action: Redirect\r\nChannel: nobody\r\nContext: lines\r\nExten: bogota\r\nPriority: 1",
    "Action: Setvar\r\nVariable: A\r\nValue: b",
    "Action: Getvar\r\nVariable: A",
    "Action: Atxfer\r\nChannel: nobody\r\nExten: bogota",
    "Action: AOCMessage\r\nChannel: nobody",
)


@pytest.fixture
def node() -> Iterator[AsteriskNode]:
    """Start a node that records."""
    line = LineRoute(line="bogota", numbers=("bogota",), apology="apology")
    node = AsteriskNode("nodo1", [line], records=True).start()
    yield node
    node.remove()


async def answers_to(node: AsteriskNode, *actions: str) -> list[str]:
    """Return AMI's responses to our user's actions."""
    reader, writer = await asyncio.open_connection("127.0.0.1", node.ami_port)
    await reader.readline()
    responses = []
    for action in (f"Action: Login\r\nUsername: atencion\r\nSecret: {PASSWORD}", *actions):
        writer.write(f"{action}\r\n\r\n".encode())
        responses.append((await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode())
    writer.close()
    return responses


async def test_the_manager_s_user_may_only_record(node: AsteriskNode) -> None:
    """Calls, commands and settings are refused by name, and the actions of recording succeed."""
    login, *responses = await answers_to(node, *FORBIDDEN)
    assert "Response: Success" in login
    assert [action for action, each in zip(FORBIDDEN, responses, strict=True) if DENIED not in each] == []
    _, start, stop = await answers_to(
        node,
        "Action: MixMonitor\r\nChannel: nobody\r\nFile: /tmp/x.sln16",
        "Action: StopMixMonitor\r\nChannel: nobody",
    )
    for each in (start, stop):
        assert "Response: Error" in each
        assert DENIED not in each
    assert node.serves()
