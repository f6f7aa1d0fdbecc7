"""The sources that may call the embedded gateway over real UDP: listed trunks, and others within their limits."""

import pytest

from config.site.calls.sources import SourceLimits, Sources, Trunk
from telephony import port
from telephony.pyvoip.sip import endpoint
from telephony.pyvoip.sip.calls.caller_screening import TrustedSources
from telephony.pyvoip.sip.calls.outgoing_call import OutgoingCall
from telephony.screening.refused_traffic import RefusedCalls
from telephony.softphone.phone import Softphone
from tests.support.sip.raw_sip import SDP_OFFER, start_sip_rig
from tests.support.sip.sip_stranger import (
    Stranger,
    StrangerCall,
    answering_gateway,
    call_and_acknowledge,
    status,
    to_tag,
)

pytestmark = pytest.mark.integration

OPERATOR = Trunk(id="operador", name="Operador", address="127.0.0.2")
CLOSED = TrustedSources(sources=Sources(trunks={"operador": OPERATOR}))
BRANCH = TrustedSources(
    sources=Sources(trunks={"sede": Trunk(id="sede", name="Sede", user="sede")}), passwords={"sede": "quimbaya-77"}
)


async def test_with_a_list_others_are_refused_and_reported_together() -> None:
    """A stranger gets 403, no call of the log and one report; a repeated INVITE counts once. The trunk is listed."""
    trunk, stranger = await Stranger().open("127.0.0.2"), await Stranger().open("127.0.0.5")
    async with answering_gateway(trusted_sources=lambda: CLOSED) as line:
        to = line.gateway.sip_port
        for call in (StrangerCall(stranger), StrangerCall(stranger), StrangerCall(stranger, user="999")):
            for _ in range(2):
                stranger.send(call.invite, to)
            assert status(await stranger.final(call)) == 403
        _, answer = await call_and_acknowledge(trunk, to)
        assert status(answer) == 200
        assert [(offer.source_listed, offer.refused) for offer in line.offered] == [(True, None)]
        assert line.gateway.take_refused_traffic() == ()  # not yet
        (report,) = line.gateway.take_refused_traffic(flush=True)
        assert report == RefusedCalls(line="", source="127.0.0.5", reason="unlisted", calls=3, since=report.since)
        assert line.kept == 1  # the INVITE of the talk
    trunk.close()
    stranger.close()


async def test_a_strangers_call_says_so_and_is_bounded() -> None:
    """The fourth call of strangers is refused where the site allows three, and the others go on."""
    stranger = await Stranger().open("127.0.0.5")
    site = TrustedSources(sources=Sources(unlisted="allowed", limits=SourceLimits(invites_per_s=100, unacknowledged=3)))
    async with answering_gateway(trusted_sources=lambda: site) as line:
        calls = [StrangerCall(stranger) for _ in range(4)]
        for call in calls:
            stranger.send(call.invite, line.gateway.sip_port)
        assert [status(await stranger.final(call)) for call in calls] == [200, 200, 200, 503]
        assert [offer.source_listed for offer in line.offered] == [False] * 3
        (report,) = line.gateway.take_refused_traffic(flush=True)
        assert (report.reason, report.calls) == ("unacknowledged", 1)
        stranger.send(calls[0].text("ACK", to_tag(await stranger.final(calls[0]))), line.gateway.sip_port)
        _, answer = await call_and_acknowledge(stranger, line.gateway.sip_port)
        assert status(answer) == 200
    stranger.close()


async def test_a_listed_trunk_may_send_as_many_as_there_is_room_for() -> None:
    """No limit holds for it: a call beyond the room is in the log, refused for capacity, and reported once."""
    trunk = await Stranger().open("127.0.0.2")
    async with answering_gateway(trusted_sources=lambda: CLOSED, max_calls=40) as line:
        calls = [StrangerCall(trunk) for _ in range(41)]
        for call in calls:
            trunk.send(call.invite, line.gateway.sip_port)
        codes = [status(await trunk.final(call)) for call in calls]
        assert codes == [200] * 40 + [503]
        trunk.send(calls[-1].invite, line.gateway.sip_port)  # a repeated INVITE, because its 503 was lost
        await trunk.until(lambda text: len([1 for each in trunk.received if status(each) == 503]) == 2)
        assert [offer.refused for offer in line.offered].count("capacity") == 1
        assert line.gateway.take_refused_traffic(flush=True) == ()
    trunk.close()


@pytest.mark.parametrize(("password", "code"), [("quimbaya-77", 200), ("guayacan-11", 403)])
async def test_a_trunk_may_be_known_by_its_password(password: str, code: int) -> None:
    """A challenge leaves no state, and a caller with the password is a listed trunk."""
    phone = Softphone(user="sede", password=password)
    async with answering_gateway(trusted_sources=lambda: BRANCH) as line:
        await phone.start()
        call = await phone.call(f"sip:bogota@127.0.0.1:{line.gateway.sip_port}")
        await call.wait_for("answered", "failed")
        assert isinstance(call.sip, OutgoingCall)
        assert call.sip.status == code
        assert [offer.source_listed for offer in line.offered] == [True] * (code == 200)
        await phone.stop()


async def test_a_known_dialog_is_served_at_the_bound_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """BYE and CANCEL are served; a new call is refused with the time to retry after."""
    async with start_sip_rig() as sip:
        up, ringing = sip.uac(), sip.uac()
        up.send("INVITE", SDP_OFFER)
        await sip.wire.response(100)
        offered = await sip.signal()
        await sip.gateway.send(port.Answer(id="answer", call_id=offered.call_id))
        up.to_tag = (await sip.wire.response(200)).to_tag
        up.send("ACK")
        ringing.send("INVITE", SDP_OFFER)
        await sip.wire.response(180)
        monkeypatch.setattr(endpoint, "_MAX_TRANSACTIONS", 0)
        sip.uac().send("INVITE", SDP_OFFER)
        refused = await sip.wire.response(503)
        assert refused.header("Retry-After") == "10"
        up.send("BYE")
        await sip.wire.response(200, "BYE")
        ringing.send("CANCEL")
        await sip.wire.response(200, "CANCEL")
        assert (await sip.wire.next(lambda message: message.code == 487)).method == "INVITE"
