"""The floor: current queues, advisors and calls, updated by each fact. Pure.

Owns the only fold of the log behind the screens, which starts from `CallRouter.floor`. Invariant: *the floor at A plus
the facts from A to B equal the floor at B*, to the millisecond. It must not know who sees what, or how it is sent.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from msgspec.structs import replace

from agent_api.desk.domain import conversation
from call_router.acts import (
    AdvisorStatus,
    CallCard,
    CardStage,
    FloorQueue,
    FloorSnapshot,
    RefusedRequest,
)
from config.milliseconds import from_milliseconds
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts import AdvisorState, Envelope, Fact, StreamId
from eventlog.folds.refused_requests import FACTS_SETTLING_REQUESTS

EntityKind = Literal["queue", "advisor", "call", "pop", "refusal", "supervision", "level", "tally", "bulletin"]
EntityKey = tuple[EntityKind, str]
"""Kind and id of an entity."""

_IN_QUEUE: frozenset[CardStage] = frozenset({"waiting", "ringing"})
_ON_A_CALL: frozenset[AdvisorState] = frozenset({"offered", "talking", "wrap_up"})


def _caller_fields(fact: happened.CallIngressed | happened.CallReceived | happened.CallBackQueued) -> dict[str, str]:
    """Return the card fields of a fact with which a call enters."""
    return {
        "line": fact.line,
        "caller_ref": fact.caller_ref,
        "number_kind": fact.number_kind,
        "number_given": fact.number_given,
    }


class Floor:
    """The current queues, advisors and calls.

    Attributes:
        seq: id of the last applied fact.
        advisors: by id.
        calls: by id: open ones, and those in wrap-up.
        unsure: advisors whose queues are unknown, because their fact does not name them; see `set_queues`.
    """

    def __init__(self, snapshot: FloorSnapshot, site: Site) -> None:
        """Start from a snapshot; the site has the ring and wrap-up times for the countdowns."""
        self.seq: StreamId = snapshot.seq
        self.advisors: dict[str, AdvisorStatus] = dict(snapshot.advisors)
        self.calls: dict[str, CallCard] = {}
        self.unsure: set[str] = set()
        self._site = site
        self._with: dict[str, set[str]] = {}
        self._promised: dict[str, CallCard] = {}  # original call by call-back
        self._refused: set[str] = set()  # calls in which a request was refused
        self._owed: dict[str, str] = {}  # queue by open call-back
        self._waits: dict[str, dict[str, datetime]] = {queue: {} for queue in (*site.queues, *snapshot.queues)}
        for call_id, card in snapshot.calls.items():
            self._set_call(call_id, card)
        for advisor, status in snapshot.advisors.items():
            self._assign_call(advisor, "", status.call)

    @property
    def queues(self) -> tuple[str, ...]:
        """Ids of all queues."""
        return tuple(self._waits)

    def queue(self, queue: str) -> FloorQueue:
        """Return the number of waiting calls of a queue, and since when the first waits."""
        since = self._waits.get(queue, {}).values()
        return FloorQueue(waiting=len(since), longest_since=min(since, default=None))

    def call_backs(self, queue: str) -> int:
        """Count the open call-backs of a queue."""
        return sum(each == queue for each in self._owed.values())

    @property
    def calls_with_refusals(self) -> tuple[str, ...]:
        """Calls in which a request was refused."""
        return tuple(self._refused)

    def refused_request(self, call_id: str) -> RefusedRequest | None:
        """Return the last refused request of a call while its advisor still talks in it."""
        refused = self.calls[call_id].refused if call_id in self.calls else None
        talks = refused and refused.advisor in self.advisors and self.advisors[refused.advisor]
        return refused if talks and talks.state == "talking" and talks.call == call_id else None

    def advisors_of(self, call_id: str) -> tuple[str, ...]:
        """Return the advisors whose phone rings for a call, who talk in it or are in its wrap-up."""
        return tuple(sorted(self._with.get(call_id, ())))

    def ringing_advisors(self, call_id: str) -> tuple[str, ...]:
        """Return the advisors whose phone rings for a call."""
        return tuple(each for each in self.advisors_of(call_id) if self.advisors[each].state == "offered")

    def queues_of(self, advisor: str) -> tuple[str, ...]:
        """Return the queues that an advisor serves."""
        status = self.advisors.get(advisor)
        return status.queues if status else ()

    def set_queues(self, advisor: str, queues: tuple[str, ...]) -> set[EntityKey]:
        """Set the queues of an advisor; return the changed keys."""
        self.unsure.discard(advisor)
        status = self.advisors.get(advisor)
        if status is None or status.queues == queues:
            return set()
        self.advisors[advisor] = replace(status, queues=queues)
        new = [queue for queue in queues if queue not in self._waits]
        self._waits |= {queue: {} for queue in new}
        return {("advisor", advisor), *(("queue", queue) for queue in new)}

    def is_next(self, envelope: Envelope) -> bool:
        """Return whether a fact follows directly; otherwise facts were lost or a new epoch began."""
        return StreamId.parse(envelope.id) == StreamId(self.seq.epoch, self.seq.seq + 1)

    def apply(self, envelope: Envelope) -> set[EntityKey]:
        """Apply the next fact of the log; return the keys that changed or disappeared."""
        self.seq = StreamId.parse(envelope.id)
        refused = frozenset(self._refused)
        change = _HANDLERS.get(type(envelope.fact))
        touched = change(self, envelope, envelope.fact) if change else set()
        in_talk = conversation.card_changes(envelope.fact, self.calls.get(envelope.call_id), envelope.at)
        if in_talk:
            touched |= self._update_call(envelope.call_id, **in_talk)
        if "supervised" in in_talk:
            touched.add(("supervision", envelope.call_id))
        if type(envelope.fact) in FACTS_SETTLING_REQUESTS:
            touched |= self._update_call(envelope.call_id, refused=None)
        return touched | {
            ("refusal", name) for kind, name in touched if kind == "call" and name in refused | self._refused
        }

    def values(self) -> tuple[StreamId, dict[str, FloorQueue], dict[str, AdvisorStatus], dict[str, CallCard]]:
        """Return the whole floor as values, for comparison."""
        return self.seq, {queue: self.queue(queue) for queue in self._waits}, self.advisors, self.calls

    # Handlers of facts

    def on_ingressed(self, envelope: Envelope, fact: happened.CallIngressed) -> set[EntityKey]:
        """Add a call in its menu."""
        return self._add_call(envelope, **_caller_fields(fact))

    def on_received(self, envelope: Envelope, fact: happened.CallReceived) -> set[EntityKey]:
        """Add a call from another campaign, with the start of its wait there."""
        first_at = from_milliseconds(fact.first_arrival_ms)
        return self._add_call(
            envelope,
            **_caller_fields(fact),
            first_at=first_at,
            received_from=fact.campaign_from,
        )

    def on_menu_entered(self, envelope: Envelope, fact: happened.MenuEntered) -> set[EntityKey]:
        """Set the menu that the caller hears."""
        return self._update_call(envelope.call_id, menu=fact.menu)

    def on_menu_selected(self, envelope: Envelope, fact: happened.MenuSelected) -> set[EntityKey]:
        """Append the caller's choice."""
        choices = self.calls[envelope.call_id].choices if envelope.call_id in self.calls else ()
        return self._update_call(envelope.call_id, choices=(*choices, (fact.menu, fact.option)))

    def on_queued(self, envelope: Envelope, fact: happened.CallQueued) -> set[EntityKey]:
        """Set the call to waiting; from another queue its waiting time continues. Keep the first arrival."""
        card = self.calls.get(envelope.call_id, CallCard())
        goes_on = card.stage in _IN_QUEUE
        return self._update_call(
            envelope.call_id,
            stage="waiting",
            queue=fact.queue,
            advisor="",
            first_at=card.first_at or envelope.at,
            queued_at=card.queued_at if goes_on else envelope.at,
            head_start_s=fact.head_start_s,
            number_head_start_s=fact.number_head_start_s,
        )

    def on_offered(self, envelope: Envelope, fact: happened.AdvisorOffered) -> set[EntityKey]:
        """Set the call to ringing; in a conversation, only record the offer."""
        if self._is_talking(envelope.call_id):  # an offer to a second advisor during the conversation
            return self._update_call(envelope.call_id, offer=fact.offer)
        return self._update_call(envelope.call_id, stage="ringing", offer=fact.offer, offered_at=envelope.at)

    def on_offer_ended(self, envelope: Envelope, fact: happened.OfferEnded) -> set[EntityKey]:
        """Set the call back to waiting, unless other phones ring or it is in conversation."""
        rings_on = any(advisor != fact.advisor for advisor in self.ringing_advisors(envelope.call_id))
        if rings_on or self._is_talking(envelope.call_id):
            return self._update_call(envelope.call_id)
        return self._update_call(envelope.call_id, stage="waiting")

    def on_transferred(self, envelope: Envelope, fact: happened.CallTransferred) -> set[EntityKey]:
        """Record who transferred the call; an attended transfer also sets the new advisor."""
        kind, _, name = fact.to.partition(":")
        taken_over = {"advisor": name} if fact.kind == "attended" and kind == "advisor" else {}
        return self._update_call(
            envelope.call_id, transferred_by=fact.advisor, consulted="", held=False, muted=False, **taken_over
        )

    def on_call_back_promised(self, envelope: Envelope, fact: happened.CallBackPromised) -> set[EntityKey]:
        """Keep the card for the call-back that follows in the same act and inherits its wait."""
        self._promised[fact.call_back] = self.calls.get(envelope.call_id, CallCard())
        return set()

    def on_call_back_queued(self, envelope: Envelope, fact: happened.CallBackQueued) -> set[EntityKey]:
        """Add a call-back at the queue position of its original call, or restore its own."""
        if envelope.call_id in self.calls:
            return self._update_call(envelope.call_id, stage="waiting", advisor="", attempt=fact.attempt, again_at=None)
        before = self._promised.pop(envelope.call_id, CallCard())
        return self._add_call(
            envelope,
            **_caller_fields(fact),
            menu=before.menu,
            choices=before.choices,
            call_back_of=fact.of_call,
            attempt=fact.attempt,
            stage="waiting",
            queue=fact.queue,
            first_at=before.first_at,
            queued_at=before.queued_at,
            head_start_s=before.head_start_s,
            number_head_start_s=before.number_head_start_s,
        )

    def on_call_back_dialled(self, envelope: Envelope, fact: happened.CallBackDialled) -> set[EntityKey]:
        """Set the attempt; the caller's phone rings for the advisor who accepted."""
        return self._update_call(envelope.call_id, attempt=fact.attempt)

    def on_call_back_postponed(self, envelope: Envelope, fact: happened.CallBackPostponed) -> set[EntityKey]:
        """Postpone a call-back: the caller was not reached, or calls are not allowed now."""
        again_at = envelope.at + timedelta(milliseconds=fact.delay_ms)
        return self._update_call(envelope.call_id, stage="postponed", advisor="", again_at=again_at)

    def on_call_ended(self, envelope: Envelope, fact: happened.CallEnded) -> set[EntityKey]:
        """End the call; it stays while an advisor is in its wrap-up, which began before this fact."""
        return self._end_call(envelope, fact.outcome)

    def on_call_back_ended(self, envelope: Envelope, fact: happened.CallBackEnded) -> set[EntityKey]:
        """End a call-back, as CallEnded does for a call."""
        return self._end_call(envelope, "answered" if fact.result == "talked" else "callback")

    def on_advisor_changed(self, envelope: Envelope, fact: happened.AdvisorStateChanged) -> set[EntityKey]:
        """Set the state of an advisor, and their call."""
        before = self.advisors.get(fact.advisor, AdvisorStatus(state="offline"))
        call = envelope.call_id if fact.state in _ON_A_CALL else ""
        with_call = bool(call)
        self.advisors[fact.advisor] = replace(
            before,
            state=fact.state,
            reason=fact.reason,
            since=envelope.at,
            call=call,
            until=self._state_ends_at(fact.state, call, envelope.at),
            pending=before.pending if with_call else "",
            pending_reason=before.pending_reason if with_call else "",
        )
        if fact.state == "available" and envelope.actor != "router":
            self.unsure.add(fact.advisor)
        touched: set[EntityKey] = {("advisor", fact.advisor)}
        if fact.state == "talking":
            touched |= self._answer(call, fact.advisor, envelope.at)
        return touched | self._assign_call(fact.advisor, before.call, call)

    def on_advisor_wished(self, envelope: Envelope, fact: happened.AdvisorWished) -> set[EntityKey]:
        """Set the state that follows the advisor's call."""
        if fact.advisor not in self.advisors:
            return set()
        before = self.advisors[fact.advisor]
        self.advisors[fact.advisor] = replace(before, pending=fact.wish, pending_reason=fact.reason)
        return {("advisor", fact.advisor)}

    def on_queues_changed(self, envelope: Envelope, fact: happened.AdvisorQueuesChanged) -> set[EntityKey]:
        """Have the queues of the advisor read again."""
        self.unsure.add(fact.advisor)
        return set()

    def on_wish_refused(self, envelope: Envelope, fact: happened.WishRefused) -> set[EntityKey]:
        """Record a refused request for the advisor who made it."""
        card = self.calls.get(envelope.call_id, CallCard())
        number = card.refused.number + 1 if card.refused else 1
        refused = RefusedRequest(advisor=fact.advisor, action=fact.action, reason=fact.reason, number=number)
        return self._update_call(envelope.call_id, refused=refused)

    def _add_call(self, envelope: Envelope, **fields: Any) -> set[EntityKey]:
        card = CallCard(site_version=envelope.site_version, arrived_at=envelope.at, **fields)
        return self._set_call(envelope.call_id, card)

    def _answer(self, call_id: str, advisor: str, at: datetime) -> set[EntityKey]:
        """Set the call to talking, unless it is already: then the advisor is only consulted."""
        if self._is_talking(call_id):
            return set()
        return self._update_call(call_id, stage="talking", advisor=advisor, answered_at=at)

    def _end_call(self, envelope: Envelope, outcome: happened.Outcome) -> set[EntityKey]:
        if not self._with.get(envelope.call_id):
            return self._remove_call(envelope.call_id)
        card = self.calls.get(envelope.call_id, CallCard())
        held = conversation.hold_times(card.held_at, card.held_ms, is_held=False, at=envelope.at)
        over = {**held, "held": False, "muted": False, "recording": "", "consulted": "", "advisor": ""}
        return self._update_call(envelope.call_id, stage="wrap_up", outcome=outcome, ended_at=envelope.at, **over)

    def _is_talking(self, call_id: str) -> bool:
        return call_id in self.calls and self.calls[call_id].stage == "talking"

    def _assign_call(self, advisor: str, before: str, call: str) -> set[EntityKey]:
        """Move an advisor to another call or none; remove an ended call with its last advisor."""
        if before == call:
            return {("call", call)} if call else set()
        if call:
            self._with.setdefault(call, set()).add(advisor)
        others = self._with.get(before, set())
        others.discard(advisor)
        touched: set[EntityKey] = {("call", each) for each in (before, call) if each in self.calls}
        if before and not others:
            self._with.pop(before, None)
            if before in self.calls and self.calls[before].stage == "wrap_up":
                return touched | self._remove_call(before)
        return touched

    def _state_ends_at(self, state: AdvisorState, call: str, at: datetime) -> datetime | None:
        """Return the time at which the queue's settings end a state."""
        queue = self._site.queues.get(self.calls[call].queue) if call in self.calls else None
        if queue is None or state not in ("offered", "wrap_up"):
            return None
        return at + timedelta(seconds=queue.ring_s if state == "offered" else queue.wrap_up_s)

    def _update_call(self, call_id: str, **changes: Any) -> set[EntityKey]:
        card = self.calls.get(call_id)
        return set() if card is None else self._set_call(call_id, replace(card, **changes))

    def _set_call(self, call_id: str, card: CallCard) -> set[EntityKey]:
        """Store a call's card and update its place in the queue."""
        was_in = self._leave_queue(call_id)
        self.calls[call_id] = card
        (self._refused.add if card.refused else self._refused.discard)(call_id)
        owing = self._track_call_back(call_id, card)
        now_in = card.queue if card.stage in _IN_QUEUE and card.queued_at else ""
        if now_in and card.queued_at:
            self._waits.setdefault(now_in, {})[call_id] = card.queued_at
        touched: set[EntityKey] = {("call", call_id), *owing}
        return touched if was_in == now_in else touched | {("queue", queue) for queue in (was_in, now_in) if queue}

    def _remove_call(self, call_id: str) -> set[EntityKey]:
        was_in = self._leave_queue(call_id)
        self._refused.discard(call_id)
        owing = self._track_call_back(call_id, None)
        if self.calls.pop(call_id, None) is None:
            return set()
        return {("call", call_id), *owing, *((("queue", was_in),) if was_in else ())}

    def _track_call_back(self, call_id: str, card: CallCard | None) -> set[EntityKey]:
        """Update the open call-backs; return the queues whose count changed."""
        before = self._owed.pop(call_id, "")
        now = card.queue if card and card.call_back_of and card.stage != "wrap_up" else ""
        if now:
            self._owed[call_id] = now
        return {("queue", queue) for queue in (before, now) if queue and before != now}

    def _leave_queue(self, call_id: str) -> str:
        """Remove a call from its queue; return the queue, or empty."""
        card = self.calls.get(call_id)
        if card is None or self._waits.get(card.queue, {}).pop(call_id, None) is None:
            return ""
        return card.queue


_HANDLERS: dict[type[Fact], Callable[..., set[EntityKey]]] = {
    happened.CallIngressed: Floor.on_ingressed,
    happened.CallReceived: Floor.on_received,
    happened.MenuEntered: Floor.on_menu_entered,
    happened.MenuSelected: Floor.on_menu_selected,
    happened.CallQueued: Floor.on_queued,
    happened.AdvisorOffered: Floor.on_offered,
    happened.OfferEnded: Floor.on_offer_ended,
    happened.CallTransferred: Floor.on_transferred,
    happened.WishRefused: Floor.on_wish_refused,
    happened.CallBackPromised: Floor.on_call_back_promised,
    happened.CallBackQueued: Floor.on_call_back_queued,
    happened.CallBackDialled: Floor.on_call_back_dialled,
    happened.CallBackPostponed: Floor.on_call_back_postponed,
    happened.CallBackEnded: Floor.on_call_back_ended,
    happened.CallEnded: Floor.on_call_ended,
    happened.AdvisorStateChanged: Floor.on_advisor_changed,
    happened.AdvisorWished: Floor.on_advisor_wished,
    happened.AdvisorQueuesChanged: Floor.on_queues_changed,
}
