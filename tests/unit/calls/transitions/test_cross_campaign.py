"""Transfer of a call to another campaign: intent, arrival there, and release or return here."""

from datetime import timedelta

import msgspec
import pytest

from call_router.routing import Enqueue, Receive, ReleaseCall
from calls.call import (
    Call,
    CallBack,
    CampaignTransfer,
    GatewayGone,
    Stage,
    StepResult,
    TransferAccepted,
    TransferRejected,
    card_of,
    decode,
    encode,
)
from calls.flow import step
from calls.transitions.cross_campaign import TransferTarget, is_reachable, receive
from config.site.campaigns import OtherCampaign
from config.site.model import Site
from eventlog.facts import (
    CallBackEnded,
    CallEnded,
    CallQueued,
    CallReceived,
    CallRetrieved,
    CallSentOn,
    CallTransferred,
    CallTurnedBack,
    CallUnmuted,
    WishRefused,
)
from eventlog.person import NO_PERSON, make_person
from telephony import port
from telephony.port import CALLER
from tests.unit.calls.test_flow import (
    ID,
    MOBILE,
    OPEN,
    SITE,
    answer,
    asked,
    chosen,
    commands,
    go,
    hung_up,
    outcome,
    play_ended,
    talking,
)

CALI = OtherCampaign(id="cali", name="Regional Cali", line="nacional", queues={"pagos": "Pagos"})
WITH_CALI = msgspec.structs.replace(SITE, campaigns={"cali": CALI})
THERE = msgspec.structs.replace(SITE, campaign="cali", version="there")
MARIA = make_person("3001234567", bytes(range(32)))


def door(line: str | None = "nacional", site: Site = THERE) -> TransferTarget:
    return TransferTarget(origin=SITE.campaign, line=line, gateway="fake-1", site=site, now=OPEN, destination=MOBILE)


def intended(call: Call | None = None) -> Call:
    result = step(call or talking(), asked("transfer", target="campaign:cali/pagos"), OPEN, WITH_CALI)
    assert result is not None
    return result.call


def test_the_intent_is_written_before_anything_else_and_the_caller_hears_words() -> None:
    """The advisor's phone is free, the router changes nothing yet, and the caller hears an announcement and music."""
    result = step(talking(), asked("transfer", target="campaign:cali/pagos"), OPEN, WITH_CALI)
    assert result is not None
    assert result.facts == (
        CallTransferred(line="bogota", queue="credito", advisor="asesor1", to="campaign:cali/pagos", kind="blind"),
    )
    assert result.routing is None
    assert [(type(each), each.leg) for each in result.call.commands] == [
        (port.Hangup, "advisor-1"),
        (port.Play, CALLER),
    ]
    assert result.call.stage is Stage.SENDING_ON
    transfer = CampaignTransfer(campaign="cali", queue="pagos", version=result.call.version)
    assert result.call.campaign_transfer == transfer
    assert commands(go(result.call, play_ended(result.call)).call) == [port.Music]


@pytest.mark.parametrize(
    "target", ["campaign:cali/credito", "campaign:norte/pagos", "campaign:cali", "campaign:/", "campaign:"]
)
def test_a_campaign_or_queue_that_the_site_does_not_name_is_no_target(target: str) -> None:
    """The advisor is informed, and the talk continues."""
    _is_refused(step(talking(), asked("transfer", target=target), OPEN, WITH_CALI))


def test_a_call_goes_back_to_no_campaign_where_it_was() -> None:
    """A call never returns to a campaign in which its id has already ended."""
    call = msgspec.structs.replace(talking(), previous_campaigns=("cali",))
    _is_refused(step(call, asked("transfer", target="campaign:cali/pagos"), OPEN, WITH_CALI))


def _is_refused(result: StepResult | None) -> None:
    assert result is not None
    assert [type(fact) for fact in result.facts] == [WishRefused]
    assert (result.call.stage, result.call.commands, result.routing) == (Stage.TALKING, (), None)


def test_hold_and_mute_end_when_a_call_is_sent_on() -> None:
    """Hold and mute end in this campaign's log, because the other campaign does not know of them."""
    on_hold = go(go(talking(), asked("hold")).call, asked("mute")).call
    result = step(on_hold, asked("transfer", target="campaign:cali/pagos"), OPEN, WITH_CALI)
    assert result is not None
    assert [type(fact) for fact in result.facts] == [CallRetrieved, CallUnmuted, CallTransferred]


def test_the_other_campaign_receives_it_in_the_place_of_its_first_arrival() -> None:
    """Id, caller and priority stay; line and reference are the other campaign's; the call is not ingressed again."""
    call = intended(msgspec.structs.replace(talking(), head_start_s=120, source_listed=True))
    first_at = OPEN - timedelta(minutes=3)
    result = receive(call, door(), MARIA, first_at)
    first_at_ms = int(first_at.timestamp() * 1000)
    assert result.facts == (
        CallReceived(
            line="nacional",
            gateway="fake-1",
            campaign_from=SITE.campaign,
            first_arrival_ms=first_at_ms,
            caller_ref=MARIA.ref,
            caller_commitment=MARIA.commitment,
            number_kind="mobile",
            number_given="network",
        ),
        CallQueued(line="nacional", queue="pagos", reason="received", threshold_ms=20_000, head_start_s=120),
    )
    assert isinstance(result.routing, Receive)
    assert (result.routing.first_at_ms, result.routing.head_start_ms) == (first_at_ms, 120_000)
    assert (result.call.id, result.call.version, result.call.stage) == (ID, 1, Stage.WAITING)
    assert (result.call.site_version, result.call.previous_campaigns) == ("there", (SITE.campaign,))
    assert result.call.destination == MOBILE
    assert result.call.source_listed
    assert card_of(result.call).received_from == SITE.campaign
    assert commands(result.call) == [port.Play]


def test_no_command_there_has_the_id_of_one_here() -> None:
    """The gateway executes an id only once, and versions restart in the other campaign."""
    call = receive(intended(), door(), NO_PERSON, None).call
    own_ids = {command.id.rpartition("/")[0] for command in (*talking().commands, *intended().commands)}
    assert not own_ids & {command.id.rpartition("/")[0] for command in call.commands}
    assert all(command.id.startswith(f"{ID}+1/1/") for command in call.commands)


def test_no_first_arrival_is_later_than_the_clock_there() -> None:
    """The clocks of two campaigns may differ; a caller who never waited begins now."""
    for first_at in (None, OPEN + timedelta(seconds=5)):
        result = receive(intended(), door(), NO_PERSON, first_at)
        assert isinstance(result.routing, Receive)
        assert result.routing.first_at_ms == int(OPEN.timestamp() * 1000)


def test_the_other_campaign_knows_its_own_queues_and_lines() -> None:
    """The other campaign checks queue and line itself, and does not rely on this site."""
    sending = intended().campaign_transfer
    assert sending is not None
    assert is_reachable(sending, door())
    assert not is_reachable(sending, door(line="cali"))
    assert not is_reachable(sending, door(line=None))
    without = {name: queue for name, queue in THERE.queues.items() if name != "pagos"}
    assert not is_reachable(sending, door(site=msgspec.structs.replace(THERE, queues=without)))


def test_once_it_was_received_it_ends_here_and_its_legs_are_left_alone() -> None:
    """The call counts as answered, the router releases the advisor, and no command is sent."""
    result = go(intended(), TransferAccepted(call_id=ID))
    assert result.facts == (
        CallSentOn(line="bogota", queue="credito", advisor="asesor1", campaign_to="cali"),
        CallEnded(line="bogota", queue="credito", outcome="answered", stage="sending_on", ended_by="sent_on"),
    )
    assert isinstance(result.routing, ReleaseCall)
    assert result.call.commands == ()
    assert (result.call.stage, result.call.next_campaign, result.call.campaign_transfer) == (Stage.ENDED, "cali", None)


def test_a_call_back_that_is_sent_on_ends_here_by_its_own_fact() -> None:
    """The caller talked with an advisor, so the call-back is complete; the other campaign sees an ordinary call."""
    talked = msgspec.structs.replace(talking(), call_back=CallBack(original_call="call-0", expires_at=OPEN, attempts=1))
    call = intended(talked)
    assert receive(call, door(), NO_PERSON, None).call.call_back is None
    assert go(call, TransferAccepted(call_id=ID)).facts == (
        CallSentOn(line="bogota", queue="credito", advisor="asesor1", campaign_to="cali"),
        CallBackEnded(line="bogota", queue="credito", result="talked", attempts=1),
    )


def test_a_call_that_is_turned_back_waits_where_it_was_answered() -> None:
    """The log has the reason, the announcement continues, and the next advisor of the queue answers."""
    result = go(intended(), TransferRejected(call_id=ID, reason="unknown"))
    assert result.facts == (
        CallTurnedBack(line="bogota", queue="credito", campaign_to="cali", reason="unknown"),
        CallQueued(line="bogota", queue="credito", reason="transfer", threshold_ms=20_000),
    )
    assert isinstance(result.routing, Enqueue)
    assert (result.call.stage, result.call.campaign_transfer, result.call.commands) == (Stage.WAITING, None, ())
    assert commands(go(result.call, play_ended(result.call)).call) == [port.Music]
    ringing = go(result.call, chosen(2, "asesor2")).call
    assert answer(ringing, leg="advisor-2").call.stage is Stage.TALKING


def test_caller_who_hangs_up_during_transfer_was_answered() -> None:
    """The call ends as answered, because an advisor talked with the caller."""
    result = go(intended(), hung_up())
    assert (outcome(result), result.call.next_campaign) == ("answered", "")
    assert step(intended(), hung_up("advisor-1"), OPEN, SITE) is None


def test_a_gateway_that_is_lost_in_between_ends_the_call_here() -> None:
    """The call ends once here; the other campaign's router ends its own part."""
    assert outcome(go(intended(), GatewayGone(call_id=ID))) == "answered"
    received = receive(intended(), door(), NO_PERSON, None).call
    ended = step(received, GatewayGone(call_id=ID), OPEN, THERE)
    assert ended is not None
    assert outcome(ended) == "technical_failure"


def test_a_call_that_is_meant_to_go_survives_its_encoding() -> None:
    """After a restart the intent is still in the call."""
    for call in (intended(), receive(intended(), door(), MARIA, OPEN).call):
        assert decode(encode(call)) == call
