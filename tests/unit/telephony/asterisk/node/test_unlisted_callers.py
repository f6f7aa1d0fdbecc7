"""Callers of unlisted sources that have sent voice, and those still awaited."""

import asyncio
import json
from collections.abc import Callable
from typing import cast

from config.site.calls.sources import SourceLimits
from telephony.asterisk.ari.events import Response
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.node.unlisted_callers import MIN_VOICE_PACKETS, UnlistedCallers


class Node:
    """A node that reports the number of packets of each call."""

    def __init__(self) -> None:
        self.packets: dict[str, int] = {}
        self.asked: list[str] = []
        self.on_asked: Callable[[], None] = lambda: None

    def request(self, request: AriRequest) -> "asyncio.Future[Response]":
        """See Link."""
        call_id = request.path.split("/")[1]
        self.asked.append(call_id)
        self.on_asked()
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        body = json.dumps({"value": str(self.packets.get(call_id, 0))})
        answer.set_result(Response(request_id="1", status_code=200, message_body=body))
        return answer


def strangers(node: Node, heard: list[str]) -> UnlistedCallers:
    """Start two calls from one source."""
    made = UnlistedCallers(cast(AriLink, node), SourceLimits, 200, heard.append)
    for call_id in ("one", "two"):
        made.track(call_id, "203.0.113.9")
    return made


async def test_three_packets_of_voice_show_a_caller() -> None:
    """Fewer than three packets may be noise; a caller who was heard is not checked again."""
    node, heard = Node(), list[str]()
    made = strangers(node, heard)
    node.packets = {"one": MIN_VOICE_PACKETS, "two": MIN_VOICE_PACKETS - 1}
    await made.check_voices()
    assert heard == ["one"]
    assert (made.silent_source("one"), made.silent_source("two")) == (None, "203.0.113.9")
    node.asked.clear()
    await made.check_voices()
    assert node.asked == ["two"]


async def test_a_call_that_ends_while_another_is_asked_for_ends_nothing_else() -> None:
    """The next check continues with the remaining calls."""
    node, heard = Node(), list[str]()
    made = strangers(node, heard)
    node.on_asked = lambda: made.release("two")
    await made.check_voices()
    assert node.asked == ["one"]
    node.on_asked = lambda: None
    made.track("three", "203.0.113.10")
    await made.check_voices()
    assert node.asked == ["one", "one", "three"]
