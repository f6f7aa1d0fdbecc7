"""Transfer to another campaign: intent, receipt, release. Pure.

Owns the intent, the call's first value in the other campaign, and the rows of the campaign that it leaves. In between
the caller hears the queue's prompts and music. The driver performs the transfer; it may repeat both steps, since the
call is received only once.
"""

from datetime import datetime

import msgspec

from call_router.routing import Enqueue, Receive
from calls.call import Call, CampaignTransfer, Destination, Stage, StepResult, TransferAccepted, TransferRejected, Turn
from calls.transitions import common
from calls.transitions.common import Transition
from config.milliseconds import to_milliseconds
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts import RECEIVED, TRANSFER
from eventlog.person import Person
from telephony import port
from telephony.port import CALLER, Signal


def may_transfer(call: Call, target: str, site: Site) -> bool:
    """Return whether the site permits a transfer to ``<campaign>/<queue>``; a previous campaign is excluded."""
    campaign, _, queue = target.partition("/")
    peer = site.campaigns.get(campaign)
    return peer is not None and queue in peer.queues and campaign not in call.previous_campaigns


def begin_transfer(turn: Turn, target: str) -> None:
    """Release the advisor's leg, and let the caller wait for the other campaign.

    The router keeps the advisor with the call until its end, so another process finds the call as it was.
    """
    campaign, _, queue = target.partition("/")
    sending = CampaignTransfer(campaign=campaign, queue=queue, version=turn.call.version)
    turn.set_stage(Stage.SENDING_ON, advisor="", campaign_transfer=sending)
    common.play_prompt(turn, turn.queue.wait_prompt)


# --- in the other campaign --------------------------------------------------------------------------------------------


class TransferTarget(msgspec.Struct, frozen=True, kw_only=True):
    """The other campaign, as a received call finds it.

    Attributes:
        origin: the campaign that the call leaves.
        line: the line of this campaign in which the call counts.
        gateway: the name of the gateway's lease here.
        site: in force here.
        now: the clock here, aware UTC.
        destination: of the caller's number, by the plan here.
    """

    origin: str
    line: str | None
    gateway: str
    site: Site
    now: datetime
    destination: Destination | None = None


def is_reachable(transfer: CampaignTransfer, target: TransferTarget) -> bool:
    """Return whether the other campaign's site has the queue, and the line in which it counts the call."""
    return transfer.queue in target.site.queues and target.line in target.site.lines


def receive(call: Call, target: TransferTarget, caller: Person, first_at: datetime | None) -> StepResult:
    """Create the call's first value in the other campaign, waiting in a queue, with the same id, caller and priority.

    Args:
        call: as it is where it comes from, with a transfer that `is_reachable`.
        target: of the other campaign.
        caller: reference to the caller in that campaign's log.
        first_at: its first arrival in any queue; capped at the clock there.
    """
    assert call.campaign_transfer is not None
    first_at_ms = to_milliseconds(min(first_at or target.now, target.now))
    turn = Turn(_initial_call(call, target, caller), target.now, target.site)
    turn.actor = f"advisor:{call.transferred_by}"
    turn.add_fact(
        happened.CallReceived(
            line=turn.call.line,
            gateway=target.gateway,
            campaign_from=target.origin,
            first_arrival_ms=first_at_ms,
            caller_ref=caller.ref,
            caller_commitment=caller.commitment,
            number_kind=target.destination.kind if target.destination else "",
            number_given=target.destination.source if target.destination else "",
        )
    )
    common.enqueue(turn, call.campaign_transfer.queue, RECEIVED)
    common.play_prompt(turn, turn.queue.wait_prompt)
    assert isinstance(turn.routing, Enqueue)
    turn.routing = Receive(**msgspec.structs.asdict(turn.routing), first_at_ms=first_at_ms)
    return turn.finish()


def _initial_call(call: Call, target: TransferTarget, caller: Person) -> Call:
    return Call(
        id=call.id,
        line=target.line or "",
        gateway=target.gateway,
        site_version=target.site.version,
        caller_ref=caller.ref,
        destination=target.destination,
        recordable=call.recordable,
        source_listed=call.source_listed,
        has_heard_notice=call.has_heard_notice,
        head_start_s=call.head_start_s,
        number_head_start_s=call.number_head_start_s,
        previous_campaigns=(*call.previous_campaigns, target.origin),
    )


# --- in the previous campaign -----------------------------------------------------------------------------------------


def _finish_transfer(turn: Turn, signal: TransferAccepted) -> None:
    """End the call in this log only: it continues in the other campaign, with its legs."""
    call = turn.call
    assert call.campaign_transfer is not None
    turn.actor = f"advisor:{call.transferred_by}"
    campaign = call.campaign_transfer.campaign
    turn.add_fact(
        happened.CallSentOn(line=call.line, queue=call.queue, advisor=call.transferred_by, campaign_to=campaign)
    )
    common.end_call(turn, "answered", ended_by="sent_on")
    turn.set_stage(Stage.ENDED, campaign_transfer=None, next_campaign=campaign)


def _return_to_queue(turn: Turn, signal: TransferRejected) -> None:
    """Return the caller to the queue where they were answered; the current prompt or music goes on."""
    call = turn.call
    assert call.campaign_transfer is not None
    turn.add_fact(
        happened.CallTurnedBack(
            line=call.line, queue=call.queue, campaign_to=call.campaign_transfer.campaign, reason=signal.reason
        )
    )
    turn.set_stage(Stage.SENDING_ON, campaign_transfer=None)
    common.enqueue(turn, call.queue, TRANSFER)


def _resume_music(turn: Turn, signal: port.PlaybackEnded) -> None:
    common.play_music(turn)


def _caller_leaves(turn: Turn, signal: port.LegHungUp) -> None:
    """End a call whose caller leaves; the driver has checked that the other campaign does not have it."""
    turn.actor = CALLER
    turn.set_stage(Stage.SENDING_ON, campaign_transfer=None)
    common.end_call(turn, "answered", ended_by="failure" if signal.cause == "shutdown" else "caller")


TRANSITIONS: dict[tuple[Stage, type[Signal]], Transition] = {
    (Stage.SENDING_ON, TransferAccepted): _finish_transfer,
    (Stage.SENDING_ON, TransferRejected): _return_to_queue,
    (Stage.SENDING_ON, port.PlaybackEnded): _resume_music,
    (Stage.SENDING_ON, port.LegHungUp): _caller_leaves,
}
