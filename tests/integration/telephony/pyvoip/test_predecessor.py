"""The calls of a gateway that died, read from the file that it left, over real UDP."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from telephony import port
from telephony.pyvoip.sip.session.dialog_file import DialogFile
from tests.integration.telephony.test_sip_outgoing import Uas
from tests.support.sip.raw_sip import (
    DEADLINE_S,
    SDP_OFFER,
    ReceivedMessage,
    SipRig,
    SipSocket,
    UserAgentClient,
    start_sip_rig,
)

pytestmark = pytest.mark.integration


async def talk(sip: SipRig) -> tuple[UserAgentClient, Uas]:
    """Connect a caller on a wire of its own and the phone that was rung for the call."""
    uac = sip.uac()
    uac.wire = await SipSocket().open()
    uac.send("INVITE", SDP_OFFER)
    call_id = (await sip.signal()).call_id
    await sip.gateway.send(port.Answer(id="answer", call_id=call_id))
    uac.to_tag = (await uac.wire.response(200)).to_tag
    uac.send("ACK")
    uas = await Uas(sip, call_id).called()
    uas.say(200, body=SDP_OFFER)
    assert isinstance(await sip.signal(), port.LegAnswered)
    return uac, uas


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(DEADLINE_S):
        while not is_so():  # noqa: ASYNC110 - a changed file has no event to wait for
            await asyncio.sleep(0.01)


def at_death(path: Path) -> Path:
    """Return the file as a kill of the gateway at this moment would leave it."""
    copy = path.with_suffix(".left")
    copy.write_bytes(path.read_bytes())
    return copy


def number(message: ReceivedMessage) -> int:
    """Return the CSeq number of a message."""
    return int(message.header("CSeq").split()[0])


def accept(wire: SipSocket, bye: ReceivedMessage, port_: int) -> None:
    """Answer a BYE with 200."""
    names = ("Via", "From", "To", "Call-ID", "CSeq")
    head = "".join(f"{name}: {bye.header(name)}\n" for name in names)
    wire.send(f"SIP/2.0 200 OK\n{head}Content-Length: 0\n\n", port_)


async def test_both_sides_of_a_talk_are_sent_bye_by_the_successor(tmp_path: Path) -> None:
    """Each BYE is in its dialog, with a number above those of the dead gateway; then the file is empty."""
    async with start_sip_rig(dialogs=DialogFile(tmp_path / "dialogs", 4)) as dead:
        uac, uas = await talk(dead)
        predecessor_file = at_death(tmp_path / "dialogs")
        async with start_sip_rig(dialogs=DialogFile(predecessor_file, 4)) as successor:
            bye = await uac.wire.request("BYE")
            assert (bye.header("Call-ID"), bye.to_tag) == (uac.call_id, uac.tag)
            assert bye.header("From").endswith(f";tag={uac.to_tag}")
            assert str(successor.port) in bye.header("Via")
            ended = await uas.wire.request("BYE")
            assert (ended.header("Call-ID"), ended.to_tag) == (uas.invite.header("Call-ID"), "far")
            assert ended.header("From") == uas.invite.header("From")
            assert number(ended) > number(uas.invite)
            accept(uac.wire, bye, successor.port)
            accept(uas.wire, ended, successor.port)
            await until(lambda: not predecessor_file.read_bytes().strip(b"\0"))
        uac.wire.close()


async def test_a_bye_that_is_lost_is_sent_again_and_its_dialog_is_kept_until_then(tmp_path: Path) -> None:
    """Until the BYE is answered a third gateway would find the dialog, with a number that is not used yet."""
    async with start_sip_rig(dialogs=DialogFile(tmp_path / "dialogs", 4)) as dead:
        uac, _ = await talk(dead)
        async with start_sip_rig(dialogs=DialogFile(at_death(tmp_path / "dialogs"), 4)):
            bye = await uac.wire.request("BYE")
            assert await uac.wire.request("BYE") == bye
            third = tmp_path / "third"
            third.write_bytes((tmp_path / "dialogs.left").read_bytes())
            sequences = {entry.dialog.call_id: entry.dialog.local_seq for _, entry in DialogFile(third, 4).open()}
            assert sequences[uac.call_id] == number(bye)
        uac.wire.close()


async def test_bye_follows_contact_of_re_invite(tmp_path: Path) -> None:
    """The BYE goes to the Contact of the re-INVITE."""
    async with start_sip_rig(dialogs=DialogFile(tmp_path / "dialogs", 4)) as dead:
        uac, _ = await talk(dead)
        first, uac.wire = uac.wire, await SipSocket().open()
        uac.send("INVITE", SDP_OFFER)
        await uac.wire.response(200)
        uac.send("ACK")
        async with start_sip_rig(dialogs=DialogFile(at_death(tmp_path / "dialogs"), 4)):
            bye = await uac.wire.request("BYE")
            assert bye.startswith(f"BYE sip:3001234567@127.0.0.1:{uac.wire.port} ")
        assert not any(message.startswith("BYE") for message in first.received)
        first.close()
        uac.wire.close()


async def test_a_call_that_ended_leaves_nothing(tmp_path: Path) -> None:
    """Neither an ended call nor one without an ACK, whose sender may be forged, is in the file."""
    path = tmp_path / "dialogs"
    async with start_sip_rig(dialogs=DialogFile(path, 4)) as sip:
        uac = sip.uac()
        await asyncio.gather(uac.establish(), answer(sip))
        await until(lambda: bool(path.read_bytes().strip(b"\0")))
        uac.send("BYE")
        await sip.wire.response(200, "BYE")
        assert not path.read_bytes().strip(b"\0")
        unacknowledged = sip.uac()
        unacknowledged.send("INVITE", SDP_OFFER)
        await answer(sip)
        await sip.wire.response(200, "INVITE")
        assert not path.read_bytes().strip(b"\0")
    assert not path.exists()


async def answer(sip: SipRig) -> None:
    """Answer the next call that is offered."""
    while not isinstance(offer := await sip.signal(), port.CallOffered):
        pass
    await sip.gateway.send(port.Answer(id="answer", call_id=offer.call_id))


async def test_a_gateway_without_its_file_serves(tmp_path: Path) -> None:
    """The gateway takes calls even if it cannot open its file."""
    async with start_sip_rig(dialogs=DialogFile(tmp_path / "missing" / "dialogs", 4)) as sip:
        await asyncio.gather(sip.uac().establish(), answer(sip))
