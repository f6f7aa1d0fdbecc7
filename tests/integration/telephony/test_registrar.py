"""Phones that register at the gateway and ring there (RFC 3261 §10, RFC 8760), and password guessers."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import cast

import pytest
import pytest_asyncio

from telephony import port
from telephony.pyvoip.sip.registration.bindings import Binding, BindingsAway
from telephony.pyvoip.sip.registration.registrar import Registrar
from tests.support.sip.raw_sip import SDP_OFFER, ReceivedMessage, SipRig, SipSocket, UserAgentClient, start_sip_rig
from tests.support.sip.registering_phone import (
    BindingsInMemory,
    RegisteringPhone,
    listed_contacts,
    registrar_gateway,
    secrets_of,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def memory() -> BindingsInMemory:
    """Return the bindings that the gateway keeps."""
    return BindingsInMemory()


@pytest_asyncio.fixture
async def sip(memory: BindingsInMemory) -> AsyncIterator[SipRig]:
    """Start a gateway with a registrar."""
    async with registrar_gateway(memory) as made:
        yield made


@pytest.fixture
def phone(sip: SipRig) -> RegisteringPhone:
    """Open the phone of asesor1."""
    return RegisteringPhone(sip.wire, sip.port)


@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5"])
async def test_a_phone_registers(phone: RegisteringPhone, algorithm: str) -> None:
    """The phone registers with either algorithm, and the answer lists its bindings and their expiry."""
    phone.algorithm = algorithm
    answer = await phone.register()
    assert answer.code == 200
    assert listed_contacts(answer) == [f"sip:asesor1@127.0.0.1:{phone.wire.port}"]
    assert answer.header("Contact").endswith(";expires=3600")


async def test_both_algorithms_are_offered_the_strong_one_first(phone: RegisteringPhone) -> None:
    """RFC 8760 §2.4: a phone takes the first challenge that it knows."""
    challenge = await phone.request_challenge()
    assert re.findall(r"^WWW-Authenticate: .*algorithm=([\w-]+)", challenge, re.M) == ["SHA-256", "MD5"]
    assert challenge.header("WWW-Authenticate").startswith('Digest realm="atencion", nonce=')


async def test_wrong_password_and_unknown_user_get_the_same_answer(sip: SipRig) -> None:
    """A wrong password and an unknown user get the same answer."""
    answers = []
    for user in ("asesor1", "nadie"):
        answer = await RegisteringPhone(sip.wire, sip.port, user, "mala").register()
        answers.append(re.sub(r"branch=\w+|tag=\w+|register-[\d-]+|asesor1|nadie", "", answer))
    assert answers[0] == answers[1]
    assert answers[0].startswith("SIP/2.0 403 ")


async def test_a_count_of_a_nonce_serves_once(phone: RegisteringPhone) -> None:
    """A replayed answer gets a new challenge marked stale, so that the phone does not ask its user."""
    await phone.request_challenge()
    credentials = phone.credentials()
    phone.send(authorization=credentials)
    assert (await phone.answer()).code == 200
    phone.send(authorization=credentials)
    again = await phone.answer()
    assert (again.code, "stale=true" in again) == (401, True)
    assert (await phone.register()).code == 200  # the next count of the same nonce


async def test_phone_answers_new_challenge_after_gateway_restart(phone: RegisteringPhone) -> None:
    """After a restart of the gateway the phone answers the new challenge without asking its user."""
    phone.nonce = "bm9uZSBvZiBvdXJz"
    answer = await phone.register()
    assert (answer.code, "stale=true" in answer) == (401, True)
    phone.keep(answer)
    assert (await phone.register()).code == 200


async def test_user_registers_only_own_phone(sip: SipRig, phone: RegisteringPhone, memory: BindingsInMemory) -> None:
    """asesor2, with the right password, cannot take the calls of asesor1."""
    other = RegisteringPhone(sip.wire, sip.port, "asesor1", "otra")
    await other.request_challenge()
    other.send(authorization=other.credentials(username="asesor2"))
    assert (await other.answer()).code == 403
    assert memory.bindings == {}


async def test_bindings_are_added_asked_and_removed(phone: RegisteringPhone, memory: BindingsInMemory) -> None:
    """A user has two contacts, removes one, lists them by a REGISTER without Contact, and removes all by the star."""
    first, second = "sip:asesor1@127.0.0.1:7001", "sip:asesor1@127.0.0.1:7002"
    assert set(listed_contacts(await phone.register(f"Contact: <{first}>, <{second}>;expires=120"))) == {first, second}
    assert listed_contacts(await phone.register(f"Contact: <{first}>\nExpires: 0")) == [second]
    assert listed_contacts(await phone.register("Subject: nothing")) == [second]
    assert listed_contacts(await phone.register("Contact: *\nExpires: 0")) == []
    assert memory.bindings["asesor1"] == ()


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("Contact: *", 400),
        ("Contact: *, <sip:a@127.0.0.1>\nExpires: 0", 400),
        ("Contact: <mailto:a@example.com>", 400),
        ("Contact: <sips:a@127.0.0.1>", 400),
        ("Contact: <sip:a@127.0.0.1;transport=tcp>", 400),
        ("Contact: <sip:a@127.0.0.1>;expires=59", 423),
        ("Contact: <sip:a@127.0.0.1>\nExpires: 1", 423),
        (f"Contact: <sip:{'a' * 600}@127.0.0.1>", 413),
        ("\n".join(f"Contact: <sip:a{at}@127.0.0.1>" for at in range(1000)), 413),
    ],
)
async def test_invalid_register_is_refused_with_reason_and_changes_nothing(
    phone: RegisteringPhone, memory: BindingsInMemory, lines: str, code: int
) -> None:
    """An invalid REGISTER is refused with a reason and changes nothing."""
    answer = await phone.register(lines)
    assert answer.code == code, answer
    assert answer.header("Warning").startswith('399 atencion "')
    assert ("Min-Expires: 60" in answer) == (code == 423)
    assert memory.bindings == {}


async def test_a_register_that_was_overtaken_changes_nothing(phone: RegisteringPhone, memory: BindingsInMemory) -> None:
    """§10.3, step 7: a REGISTER with the same Call-ID and a lower number changes nothing."""
    assert (await phone.register(seq=20)).code == 200
    bindings = memory.bindings["asesor1"]
    assert (await phone.register("Contact: *\nExpires: 0", seq=10)).code == 500
    assert memory.bindings["asesor1"] == bindings


async def test_a_guesser_is_banned_and_the_phone_beside_him_is_not(
    sip: SipRig, phone: RegisteringPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After ten wrong answers from an address only the phone that was right before is still checked there."""
    registrar = cast(Registrar, sip.gateway._agent.registrar)
    waited: list[float] = []
    sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda delay, *_: waited.append(delay) or sleep(0))
    assert (await phone.register()).code == 200
    guesser = RegisteringPhone(sip.wire, sip.port, "asesor2", "mala")
    codes = [(await guesser.register()).code for _ in range(12)]
    assert codes == [403] * 12
    assert (registrar.counts["wrong"], registrar.counts["banned"]) == (10, 2)
    assert [delay for delay in waited if delay in (0.5, 1.0, 2.0, 4.0)] == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0]
    right = RegisteringPhone(sip.wire, sip.port, "asesor2", "otra")
    assert (await right.register()).code == 403
    assert (await phone.register()).code == 200


async def test_phone_is_registered_after_gateway_restart(
    memory: BindingsInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stored binding has the phone's address, so a guesser of its user name does not get it banned."""
    sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda *_: sleep(0))
    wire = await SipSocket().open()
    async with registrar_gateway(memory) as sip:
        assert (await RegisteringPhone(wire, sip.port).register()).code == 200
    bindings = memory.bindings.pop("asesor1")
    async with registrar_gateway(memory) as sip:
        guesser = RegisteringPhone(wire, sip.port, "asesor1", "mala")
        assert [(await guesser.register()).code for _ in range(11)] == [403] * 11
        phone = RegisteringPhone(wire, sip.port)
        assert (await phone.register()).code == 403, "who was never there has to wait"
        memory.bindings["asesor1"] = bindings
        assert (await phone.register()).code == 200


async def test_a_flood_leaves_nothing_behind(sip: SipRig) -> None:
    """A thousand REGISTERs of a thousand users, without an answer or with an unknown nonce, leave no state."""
    for number in range(500):
        phone = RegisteringPhone(sip.wire, sip.port, f"u{number}", "x")
        phone.send()
        phone.send(authorization=phone.credentials(nonce="AAAA"))
        if number % 50 == 0:
            await phone.answer()
    assert await sip.alive()
    assert sip.gateway._agent.sip.endpoint.transaction_count <= 1  # the OPTIONS


@pytest.mark.parametrize(
    "authorization",
    [
        "Digest",
        "Basic YXNlc29yMTpjb3JyZWN0YQ==",
        'Digest username="asesor1", realm="atencion"',
        'Digest username="asesor1", realm="atencion", nonce="x", uri="y", response="z", cnonce="c", qop=auth, nc=zz',
        'Digest username="asesor1", realm="other", nonce="x", uri="y", response="z", cnonce="c", qop=auth, nc=00000001',
        "Digest " + "a=b, " * 5000,
        'Digest username="' + "a" * 5000,
        'Digest username="ñ\\"\\\\", realm="atencion", nonce="ñ", uri="y", response="ñ", cnonce="c", '
        "qop=auth, nc=00000001",
    ],
)
async def test_broken_header_does_not_count_as_guess_and_no_secret_is_read_for_it(
    phone: RegisteringPhone, authorization: str
) -> None:
    """A broken header does not count as a guess, and no secret is read for it."""
    phone.send(authorization=authorization)
    assert (await phone.answer()).code == 401


async def test_missing_secrets_make_phone_retry() -> None:
    """The answer is 503 with Retry-After, and no wrong answer is counted."""

    async def away(user: str) -> None:
        raise BindingsAway(user)

    registrar = Registrar(away, BindingsInMemory())
    async with start_sip_rig(registrar=registrar) as sip:
        answer = await RegisteringPhone(sip.wire, sip.port).register()
        assert (answer.code, answer.header("Retry-After")) == (503, "5")
        assert registrar.counts["wrong"] == 0


# Ringing


class RungPhone:
    """A registered phone on a wire of its own that is being rung."""

    def __init__(self, sip: SipRig, wire: SipSocket) -> None:
        self.sip, self.wire = sip, wire
        self.invite = ReceivedMessage("")

    async def rung(self) -> "RungPhone":
        """Wait for the INVITE."""
        self.invite = await self.wire.request("INVITE")
        return self

    def say(self, code: int, body: str = "", to: ReceivedMessage | None = None) -> None:
        """Answer the INVITE or another request."""
        request = to or self.invite
        tag = "" if request.to_tag else f";tag=far{self.wire.port}"
        kind = "Content-Type: application/sdp\n" if body else ""
        self.wire.send(
            f"SIP/2.0 {code} Said\nVia: {request.header('Via')}\nFrom: {request.header('From')}\n"
            f"To: {request.header('To')}{tag}\nCall-ID: {request.header('Call-ID')}\nCSeq: {request.header('CSeq')}\n"
            f"Contact: <sip:asesor1@127.0.0.1:{self.wire.port}>\n{kind}"
            f"Content-Length: {len(body.replace(chr(10), chr(13) + chr(10)))}\n\n{body}",
            self.sip.port,
        )


async def _registered(sip: SipRig) -> RungPhone:
    wire = await SipSocket().open()
    assert (await RegisteringPhone(wire, sip.port).register()).code == 200
    return RungPhone(sip, wire)


async def _ring(sip: SipRig, user: str = "asesor1") -> str:
    """Ring a user for a caller; return the id of the call."""
    uac = UserAgentClient(await SipSocket().open(), sip.port)
    uac.send("INVITE", SDP_OFFER)
    call_id = (await sip.signal()).call_id
    address = f"sip:{user}@registered"
    await sip.gateway.send(port.Ring(id="ring", call_id=call_id, leg="advisor-1", address=address, timeout_s=20.0))
    return call_id


async def test_every_phone_rings_and_the_first_to_answer_has_the_call(sip: SipRig) -> None:
    """The other phone gets a CANCEL; the leg is answered once, and ends with the phone that answered."""
    first, second = await _registered(sip), await _registered(sip)
    call_id = await _ring(sip)
    await first.rung()
    await second.rung()
    first.say(180)
    second.say(180)
    assert await sip.signal() == port.LegRinging(call_id=call_id, leg="advisor-1")
    second.say(200, SDP_OFFER)
    await second.wire.request("ACK")
    assert await sip.signal() == port.LegAnswered(call_id=call_id, leg="advisor-1")
    first.say(200, to=await first.wire.request("CANCEL"))
    first.say(487)
    await first.wire.request("ACK")
    await sip.gateway.send(port.Hangup(id="end", call_id=call_id, leg="advisor-1"))
    second.say(200, to=await second.wire.request("BYE"))


async def test_second_answer_is_ended(sip: SipRig) -> None:
    """The later 200 gets an ACK and a BYE (§13.2.2.4), and the sound of the first goes on."""
    first, second = await _registered(sip), await _registered(sip)
    await _ring(sip)
    for phone in (await first.rung(), await second.rung()):
        phone.say(180)
    await sip.signal()
    first.say(200, SDP_OFFER)
    second.say(200, SDP_OFFER)
    for phone in (first, second):
        await phone.wire.request("ACK")
    phones = [first.wire.next(lambda m: m.startswith("BYE ")), second.wire.next(lambda m: m.startswith("BYE "))]
    tasks = [asyncio.ensure_future(each) for each in phones]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED, timeout=30)
    assert (len(done), len(waiting)) == (1, 1)
    waiting.pop().cancel()
    assert isinstance(await sip.signal(), port.LegAnswered)
    assert sip.signals.empty()


@pytest.mark.parametrize(
    ("codes", "cause"), [((486, 480), "busy"), ((480, 603), "declined"), ((404, 404), "unreachable")]
)
async def test_unanswered_ring_has_most_specific_reason(
    sip: SipRig, codes: tuple[int, int], cause: port.LegFailure
) -> None:
    """The leg fails once, with the most specific reason of all the phones."""
    phones = [await _registered(sip), await _registered(sip)]
    call_id = await _ring(sip)
    for phone, code in zip(phones, codes, strict=True):
        await phone.rung()
        phone.say(code)
    assert await sip.signal() == port.LegFailed(call_id=call_id, leg="advisor-1", cause=cause)


async def test_a_user_without_a_phone_is_unreachable_at_once(sip: SipRig) -> None:
    """The user has never registered a phone."""
    call_id = await _ring(sip, "asesor2")
    assert await sip.signal() == port.LegFailed(call_id=call_id, leg="advisor-1", cause="unreachable")


async def test_a_phone_that_unregistered_is_not_rung(sip: SipRig, phone: RegisteringPhone) -> None:
    """The binding disappears with the phone's REGISTER that removes it."""
    await phone.register()
    await phone.register("Contact: *\nExpires: 0")
    call_id = await _ring(sip)
    assert await sip.signal() == port.LegFailed(call_id=call_id, leg="advisor-1", cause="unreachable")


async def test_a_phone_behind_nat_is_rung_where_it_registered_from(sip: SipRig) -> None:
    """The Contact names a host of the phone's own network: the INVITE goes to the source, and names the Contact."""
    wire = await SipSocket().open()
    phone = RegisteringPhone(wire, sip.port)
    await phone.register("Contact: <sip:asesor1@192.168.7.7:5099>")
    await _ring(sip)
    assert (await wire.request("INVITE")).startswith("INVITE sip:asesor1@192.168.7.7:5099 SIP/2.0")


async def test_bindings_outlive_the_gateway(memory: BindingsInMemory) -> None:
    """A phone that registered at one gateway is rung by the next one."""
    wire = await SipSocket().open()
    async with registrar_gateway(memory) as sip:
        await RegisteringPhone(wire, sip.port).register()
    async with registrar_gateway(memory) as sip:
        await _ring(sip)
        assert await wire.request("INVITE")


async def test_missing_bindings_ring_no_phone() -> None:
    """The leg fails as unreachable, and the call goes on."""

    class Away(BindingsInMemory):
        async def find(self, user: str) -> tuple[Binding, ...]:
            raise BindingsAway(user)

    async with start_sip_rig(registrar=Registrar(secrets_of, Away())) as sip:
        call_id = await _ring(sip)
        assert await sip.signal() == port.LegFailed(call_id=call_id, leg="advisor-1", cause="unreachable")
