"""Text messages reach Twilio's Messages API, and its answers come back as results of the port."""

import socket
from collections.abc import Callable, Iterator

import pytest

from telephony.port.text_messages import (
    TextAccepted,
    TextDeferred,
    TextRejected,
    TextResult,
    TextSender,
    TextUncertain,
)
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import TwilioExecutor
from telephony.twilio.api.text_sender import QUEUE_LIMIT_S, TwilioTextSender
from tests.support.twilio.scripted_account import ACCOUNT, MESSAGE, TOKEN, ScriptedAccount

pytestmark = pytest.mark.integration
MOBILE, OURS, SERVICE = "+573001112201", "+573005550100", "MG" + "d" * 32
TEXT = "ICETEX: peticion 2026-000001-9: ya se respondio."
MakeSender = Callable[..., TextSender]


@pytest.fixture
def make_sender(twilio_account: ScriptedAccount) -> Iterator[MakeSender]:
    """Return a function that makes a sender of the account, which waits for an answer for half a second."""
    executors: list[TwilioExecutor] = []

    def make(sender: str = OURS, api: str = "") -> TextSender:
        address = api or twilio_account.url
        executors.append(TwilioExecutor(lambda: create_client(ACCOUNT, TOKEN, address, timeout_s=0.5), threads=1))
        return TwilioTextSender(executors[-1], sender)

    yield make
    for each in executors:
        each.close()


async def test_a_text_is_sent_with_our_number(make_sender: MakeSender, twilio_account: ScriptedAccount) -> None:
    """The request has text, both numbers and the longest wait in Twilio's queue, and the id of the message returns."""
    assert await make_sender().send(MOBILE, TEXT) == TextAccepted(MESSAGE)
    [heard] = twilio_account.requests
    assert (heard.method, heard.path) == ("POST", "Messages")
    assert heard.form == {"To": [MOBILE], "From": [OURS], "Body": [TEXT], "ValidityPeriod": [str(QUEUE_LIMIT_S)]}
    assert heard.authorization.startswith("Basic ")


async def test_a_messaging_service_chooses_the_number(make_sender: MakeSender, twilio_account: ScriptedAccount) -> None:
    """With a service there is no number of ours in the request."""
    assert isinstance(await make_sender(SERVICE).send(MOBILE, TEXT), TextAccepted)
    [heard] = twilio_account.requests
    assert heard.form["MessagingServiceSid"] == [SERVICE]
    assert "From" not in heard.form


@pytest.mark.parametrize(
    ("status", "code", "result"),
    [
        (400, 21610, TextRejected(21610)),
        (400, 21614, TextRejected(21614)),
        (401, 20003, TextDeferred("service_refused", 20003)),
        (403, 21408, TextDeferred("service_refused", 21408)),
        (429, 20429, TextDeferred("too_many", 20429)),
        (500, 20500, TextUncertain()),
    ],
)
async def test_an_error_is_asked_once(
    make_sender: MakeSender, twilio_account: ScriptedAccount, status: int, code: int, result: TextResult
) -> None:
    """No error is repeated here: the worker decides when."""
    twilio_account.faults.append((status, {"code": code, "message": "No", "status": status}))
    assert await make_sender().send(MOBILE, TEXT) == result
    assert len(twilio_account.requests) == 1


async def test_without_an_answer_the_result_is_unknown(
    make_sender: MakeSender, twilio_account: ScriptedAccount
) -> None:
    """A message whose request was read may have left, so it is not asked for again."""
    twilio_account.faults.append((0, {}))
    assert await make_sender().send(MOBILE, TEXT) == TextUncertain()
    assert len(twilio_account.requests) == 1


async def test_an_answer_of_another_server_is_unknown(make_sender: MakeSender, twilio_account: ScriptedAccount) -> None:
    """A proxy that answers in Twilio's place proves nothing."""
    twilio_account.faults.append((200, {"hello": "world"}))
    assert await make_sender().send(MOBILE, TEXT) == TextUncertain()


async def test_without_a_connection_nothing_left(make_sender: MakeSender) -> None:
    """A closed port and an unknown name are tried again later."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    for api in (closed, "http://no-existe.invalid"):
        assert await make_sender(api=api).send(MOBILE, TEXT) == TextDeferred("unreachable")
