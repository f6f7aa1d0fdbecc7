"""The floor: queues, advisors and calls as they are now, kept true by the facts that follow. Pure.

Owns the one fold of the log that the screens see. What it starts from is `CallRouter.floor`; from there on *the floor
at A and the facts from A to B are the floor at B*, to the millisecond. It must not know who sees what, nor how it is
told.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from msgspec.structs import replace

from agent_api.desk.domain import conversation
from call_router.acts import AdvisorStatus, CallCard, CardStage, FloorQueue, FloorSnapshot, RefusedRequest
from config.milliseconds import from_milliseconds
from config.site.model import Site
from eventlog import facts as happened
from eventlog.facts import AdvisorState, Envelope, Fact, StreamId
from eventlog.folds.refused_requests import FACTS_SETTLING_REQUESTS

EntityKind = Literal["queue", "advisor", "call", "pop", "refusal", "supervision", "level", "tally"]
EntityKey = tuple[EntityKind, str]
"""Something that can be seen: its kind and id."""

_IN_QUEUE: frozenset[CardStage] = frozenset({"waiting", "ringing"})
_ON_A_CALL: frozenset[AdvisorState] = frozenset({"offered", "talking", "wrap_up"})


def _caller_fields(fact: happened.CallIngressed | happened.CallReceived | happened.CallBackQueued) -> dict[str, str]:
    """Return what a card has of the fact by which a call enters."""
    return {
        "line": fact.line,
        "caller_ref": fact.caller_ref,
        "number_kind": fact.number_kind,
        "number_given": fact.number_given,
    }


class Floor:
    """What goes on now.

    Attributes:
        seq: id of the last fact that is in it.
        advisors: by id.
        calls: by id: open ones, and those whose advisor is in their wrap-up.
        unsure: advisors who took up duty by a fact that does not say which queues they serve; see `set_queues`.
    """

    def __init__(self, snapshot: FloorSnapshot, site: Site) -> None:
        """Begin.

        Args:
            snapshot: the floor at one instant.
            site: says how long phones ring and wrap-ups last, for the countdowns.
        """
        self.seq: StreamId = snapshot.seq
        self.advisors: dict[str, AdvisorStatus] = dict(snapshot.advisors)
        self.calls: dict[str, CallCard] = {}
        self.unsure: set[str] = set()
        self._site = site
        self._with: dict[str, set[str]] = {}
        self._promised: dict[str, CallCard] = {}  # by call-back, the call in which it was promised
        self._refused: set[str] = set()  # calls in which a wish was refused
        self._owed: dict[str, str] = {}  # call-backs for which something is still to be done, and their queue
        self._waits: dict[str, dict[str, datetime]] = {queue: {} for queue in (*site.queues, *snapshot.queues)}
        for call_id, card in snapshot.calls.items():
            self._set_call(call_id, card)
        for advisor, status in snapshot.advisors.items():
            self._assign_call(advisor, "", status.call)

    @property
    def queues(self) -> tuple[str, ...]:
        """The ids of all queues."""
        return tuple(self._waits)

    def queue(self, queue: str) -> FloorQueue:
        """Who waits in a queue."""
        since = self._waits.get(queue, {}).values()
        return FloorQueue(waiting=len(since), longest_since=min(since, default=None))

    def call_backs(self, queue: str) -> int:
        """How many call-backs of a queue were promised and have not ended."""
        return sum(each == queue for each in self._owed.values())

    @property
    def calls_with_refusals(self) -> tuple[str, ...]:
        """The calls in which a wish was refused."""
        return tuple(self._refused)

    def refused_request(self, call_id: str) -> RefusedRequest | None:
        """The last wish in a talk when it was refused, as long as who asked still talks in it."""
        refused = self.calls[call_id].refused if call_id in self.calls else None
        talks = refused and refused.advisor in self.advisors and self.advisors[refused.advisor]
        return refused if talks and talks.state == "talking" and talks.call == call_id else None

    def advisors_of(self, call_id: str) -> tuple[str, ...]:
        """Whose call it is: all whose phone rings for it, who talk in it or are in its wrap-up."""
        return tuple(sorted(self._with.get(call_id, ())))

    def ringing_advisors(self, call_id: str) -> tuple[str, ...]:
        """Whose phone rings for a call."""
        return tuple(each for each in self.advisors_of(call_id) if self.advisors[each].state == "offered")

    def queues_of(self, advisor: str) -> tuple[str, ...]:
        """The queues that an advisor serves."""
        status = self.advisors.get(advisor)
        return status.queues if status else ()

    def set_queues(self, advisor: str, queues: tuple[str, ...]) -> set[EntityKey]:
        """Learn which queues an advisor serves; returns what that touches."""
        self.unsure.discard(advisor)
        status = self.advisors.get(advisor)
        if status is None or status.queues == queues:
            return set()
        self.advisors[advisor] = replace(status, queues=queues)
        new = [queue for queue in queues if queue not in self._waits]
        self._waits |= {queue: {} for queue in new}
        return {("advisor", advisor), *(("queue", queue) for queue in new)}

    def is_next(self, envelope: Envelope) -> bool:
        """Whether a fact is the very next one; anything else means that some were lost, or a new epoch began."""
        return StreamId.parse(envelope.id) == StreamId(self.seq.epoch, self.seq.seq + 1)

    def apply(self, envelope: Envelope) -> set[EntityKey]:
        """Let one more fact be true.

        Args:
            envelope: the next fact of the log.

        Returns:
            What it touches; the floor says whether it still is there.
        """
        self.seq = StreamId.parse(envelope.id)
        refused = frozenset(self._refused)
        change = _HANDLERS.get(type(envelope.fact))
        touched = change(self, envelope, envelope.fact) if change else set()
        in_talk = conversation.card_changes(envelope.fact, self.calls.get(envelope.call_id))
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
        """All of it as values, to be compared."""
        return self.seq, {queue: self.queue(queue) for queue in self._waits}, self.advisors, self.calls

    # One change each

    def on_ingressed(self, envelope: Envelope, fact: happened.CallIngressed) -> set[EntityKey]:
        """A call is in its menu."""
        return self._add_call(envelope, **_caller_fields(fact))

    def on_received(self, envelope: Envelope, fact: happened.CallReceived) -> set[EntityKey]:
        """A call comes from another campaign, where its caller began to wait."""
        first_at = from_milliseconds(fact.first_arrival_ms)
        return self._add_call(
            envelope,
            **_caller_fields(fact),
            first_at=first_at,
            received_from=fact.campaign_from,
        )

    def on_menu_entered(self, envelope: Envelope, fact: happened.MenuEntered) -> set[EntityKey]:
        """The caller hears another menu."""
        return self._update_call(envelope.call_id, menu=fact.menu)

    def on_menu_selected(self, envelope: Envelope, fact: happened.MenuSelected) -> set[EntityKey]:
        """The caller chose."""
        choices = self.calls[envelope.call_id].choices if envelope.call_id in self.calls else ()
        return self._update_call(envelope.call_id, choices=(*choices, (fact.menu, fact.option)))

    def on_queued(self, envelope: Envelope, fact: happened.CallQueued) -> set[EntityKey]:
        """The call waits: anew, or on when it comes from another queue. The first arrival is kept."""
        card = self.calls.get(envelope.call_id, CallCard())
        goes_on = card.stage in _IN_QUEUE
        return self._update_call(
            envelope.call_id,
            stage="waiting",
            queue=fact.queue,
            advisor="",
            first_at=card.first_at or envelope.at,
            queued_at=card.queued_at if goes_on else envelope.at,
        )

    def on_offered(self, envelope: Envelope, fact: happened.AdvisorOffered) -> set[EntityKey]:
        """A phone rings, perhaps beside others; the call still waits."""
        if self._is_talking(envelope.call_id):  # another advisor is asked for it meanwhile
            return self._update_call(envelope.call_id, offer=fact.offer)
        return self._update_call(envelope.call_id, stage="ringing", offer=fact.offer, offered_at=envelope.at)

    def on_offer_ended(self, envelope: Envelope, fact: happened.OfferEnded) -> set[EntityKey]:
        """A phone is silent again; others may ring on."""
        rings_on = any(advisor != fact.advisor for advisor in self.ringing_advisors(envelope.call_id))
        if rings_on or self._is_talking(envelope.call_id):
            return self._update_call(envelope.call_id)
        return self._update_call(envelope.call_id, stage="waiting")

    def on_transferred(self, envelope: Envelope, fact: happened.CallTransferred) -> set[EntityKey]:
        """The advisor hands the call on, to a queue or to the advisor who was asked."""
        kind, _, name = fact.to.partition(":")
        taken_over = {"advisor": name} if fact.kind == "attended" and kind == "advisor" else {}
        return self._update_call(
            envelope.call_id, transferred_by=fact.advisor, consulted="", held=False, muted=False, **taken_over
        )

    def on_call_back_promised(self, envelope: Envelope, fact: happened.CallBackPromised) -> set[EntityKey]:
        """What follows in the same act is the call-back, whose caller began to wait when this call's did."""
        self._promised[fact.call_back] = self.calls.get(envelope.call_id, CallCard())
        return set()

    def on_call_back_queued(self, envelope: Envelope, fact: happened.CallBackQueued) -> set[EntityKey]:
        """A call-back has its place: that of the call in which it was promised, or its own again."""
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
        )

    def on_call_back_dialled(self, envelope: Envelope, fact: happened.CallBackDialled) -> set[EntityKey]:
        """The caller's phone rings, for the advisor who accepted."""
        return self._update_call(envelope.call_id, attempt=fact.attempt)

    def on_call_back_postponed(self, envelope: Envelope, fact: happened.CallBackPostponed) -> set[EntityKey]:
        """The caller was not reached, or could not be called now: it takes its place again later."""
        again_at = envelope.at + timedelta(milliseconds=fact.delay_ms)
        return self._update_call(envelope.call_id, stage="postponed", advisor="", again_at=again_at)

    def on_call_ended(self, envelope: Envelope, fact: happened.CallEnded) -> set[EntityKey]:
        """The call is over; it stays as long as somebody is in its wrap-up, which began before this fact."""
        return self._end_call(envelope, fact.outcome)

    def on_call_back_ended(self, envelope: Envelope, fact: happened.CallBackEnded) -> set[EntityKey]:
        """Nothing more is done for a call-back; that is its end, as CallEnded is a call's."""
        return self._end_call(envelope, "answered" if fact.result == "talked" else "callback")

    def on_advisor_changed(self, envelope: Envelope, fact: happened.AdvisorStateChanged) -> set[EntityKey]:
        """An advisor does something else."""
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
        """Something follows the advisor's call."""
        if fact.advisor not in self.advisors:
            return set()
        before = self.advisors[fact.advisor]
        self.advisors[fact.advisor] = replace(before, pending=fact.wish, pending_reason=fact.reason)
        return {("advisor", fact.advisor)}

    def on_wish_refused(self, envelope: Envelope, fact: happened.WishRefused) -> set[EntityKey]:
        """Who asked for something learns why it was not done."""
        card = self.calls.get(envelope.call_id, CallCard())
        number = card.refused.number + 1 if card.refused else 1
        refused = RefusedRequest(advisor=fact.advisor, action=fact.action, reason=fact.reason, number=number)
        return self._update_call(envelope.call_id, refused=refused)

    # Its own hands

    def _add_call(self, envelope: Envelope, **fields: Any) -> set[EntityKey]:
        card = CallCard(site_version=envelope.site_version, arrived_at=envelope.at, **fields)
        return self._set_call(envelope.call_id, card)

    def _answer(self, call_id: str, advisor: str, at: datetime) -> set[EntityKey]:
        """An advisor took the call, or is there to call back; who is consulted in a talk is none of these."""
        if self._is_talking(call_id):
            return set()
        return self._update_call(call_id, stage="talking", advisor=advisor, answered_at=at)

    def _end_call(self, envelope: Envelope, outcome: happened.Outcome) -> set[EntityKey]:
        if not self._with.get(envelope.call_id):
            return self._remove_call(envelope.call_id)
        over = {"held": False, "muted": False, "recording": "", "consulted": "", "advisor": ""}
        return self._update_call(envelope.call_id, stage="wrap_up", outcome=outcome, ended_at=envelope.at, **over)

    def _is_talking(self, call_id: str) -> bool:
        return call_id in self.calls and self.calls[call_id].stage == "talking"

    def _assign_call(self, advisor: str, before: str, call: str) -> set[EntityKey]:
        """An advisor has another call, or none; one that ended goes with the last who had it."""
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
        """When a state ends of itself, by the queue's settings."""
        queue = self._site.queues.get(self.calls[call].queue) if call in self.calls else None
        if queue is None or state not in ("offered", "wrap_up"):
            return None
        return at + timedelta(seconds=queue.ring_s if state == "offered" else queue.wrap_up_s)

    def _update_call(self, call_id: str, **changes: Any) -> set[EntityKey]:
        card = self.calls.get(call_id)
        return set() if card is None else self._set_call(call_id, replace(card, **changes))

    def _set_call(self, call_id: str, card: CallCard) -> set[EntityKey]:
        """A call as it is now, and its place in the queue."""
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
        """Keep the count of call-backs that are to be made; returns the queues whose count changes."""
        before = self._owed.pop(call_id, "")
        now = card.queue if card and card.call_back_of and card.stage != "wrap_up" else ""
        if now:
            self._owed[call_id] = now
        return {("queue", queue) for queue in (before, now) if queue and before != now}

    def _leave_queue(self, call_id: str) -> str:
        """Give up the place in the queue; returns which queue, or nothing."""
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
}
