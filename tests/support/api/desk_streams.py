"""Message streams as the desk sends them, produced by the real fold from facts written here by hand.

Owns the material: for each stream, the messages in order and the entities that a client must then hold.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from agent_api.desk.domain import protocol
from agent_api.desk.domain.entities import (
    DeskView,
    QueueDayEntity,
    ScreenPopEntity,
    ServiceLevelEntity,
    Viewer,
    encode_entity,
    is_redacted,
    may_see,
    visible_keys,
)
from agent_api.desk.domain.floor import EntityKey, Floor
from agent_api.desk.service_levels import level, tally
from call_router.acts import AdvisorStatus, FloorSnapshot
from eventlog import facts as f
from eventlog.facts import AnyFact, Envelope, StreamId
from tests.support.site_folders import sample_site

SITE = sample_site()
LINE, QUEUE = "nacional", next(iter(SITE.queues))
MENU = SITE.lines[LINE].menu
OPTION = next(key for key, option in SITE.menus[MENU].options.items() if option.queue)
START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
CALL = "c-7f3a"
BOARD_VIEW = Viewer(user="supervisor", board=True, pause_reasons=True)
OWN_VIEW = Viewer(user="asesor1", board=False, pause_reasons=False)
ROLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "supervisor": (
        "supervisor",
        ("board.read", "call.supervise", "calls.read", "desk.use", "presence.force", "service_level.read"),
    ),
    "asesor1": ("asesor", ("call.control", "desk.use", "disposition.write", "presence.set", "ticket.file")),
}
DeskStream = dict[str, Any]


class StreamRecorder:
    """The recorded connection of one client: takes facts, collects the messages sent."""

    def __init__(self, sight: Viewer) -> None:
        self.sight = sight
        self.now = START
        self.pops: dict[str, ScreenPopEntity] = {}
        self.levels: dict[str, ServiceLevelEntity] = {}
        self.tallies: dict[str, QueueDayEntity] = {}
        self.messages: list[dict[str, Any]] = []
        self.known: set[EntityKey] = set()
        free = AdvisorStatus(state="available", since=START, queues=(QUEUE,))
        advisors = {"asesor1": free, "asesor2": free}
        nobody = FloorSnapshot(seq=StreamId(1, 100), now=START, site="", queues={}, advisors=advisors, calls={})
        names = {advisor.id: advisor.name for advisor in SITE.sample_advisors}
        counts = {"levels": self.levels, "tallies": self.tallies}
        self.view = DeskView(floor=Floor(nobody, SITE), site=SITE, names=names, pops=self.pops, **counts)

    def encode(self, key: EntityKey) -> msgspec.Raw | None:
        """Encode an entity as this client may see it."""
        return encode_entity(self.view, key, redacted=is_redacted(self.sight, key))

    def snapshot(self) -> None:
        """Send a snapshot of everything that the client may see."""
        role, permissions = ROLES[self.sight.user]
        me = protocol.ConnectionOwner(
            user=self.sight.user,
            name="Nombre Apellido",
            roles=(role,),
            permissions=permissions,
            abilities=("three_way", "supervision", "keypad"),
            queues=(QUEUE,) if role == "asesor" else (),
        )
        entities = {key: self.encode(key) for key in visible_keys(self.view, self.sight)}
        self.known = set(entities)
        self.record_message(
            protocol.snapshot(self.view.floor.seq, self.now, me, {k: v for k, v in entities.items() if v is not None})
        )

    def record_message(self, message: protocol.Message) -> None:
        """Append a message to the recorded ones."""
        self.messages.append(json.loads(protocol.encode(message)))

    def record_changes(self, touched: Iterable[EntityKey]) -> None:
        """Record a message with the changes that this client may see, if there are any."""
        keys = sorted(touched)
        encoded = {key: self.encode(key) for key in keys if may_see(self.view, self.sight, key)}
        visible = {key: value for key, value in encoded.items() if value is not None}
        dropped = [key for key in keys if key not in visible and key in self.known]
        self.known = (self.known | visible.keys()) - set(dropped)
        if visible or dropped:
            self.record_message(protocol.changes(self.view.floor.seq, self.now, visible, dropped))

    def record_fact(self, *facts: AnyFact, after_s: float = 1.0, call: str = CALL) -> None:
        """Record the facts of one action on a call."""
        self.now += timedelta(seconds=after_s)
        touched: set[EntityKey] = set()
        for fact in facts:
            seq = self.view.floor.seq
            envelope = Envelope(
                id=f"{seq.epoch}-{seq.seq + 1}",
                at=self.now,
                campaign=SITE.campaign,
                call_id=call,
                actor="router",
                site_version=SITE.version,
                fact=fact,
            )
            touched |= self.view.floor.apply(envelope)
        for kind, name in tuple(touched):
            if kind == "call" and name in self.pops:
                touched.add(("pop", name))
        self.record_changes(touched)

    def pop(self) -> None:
        """Send the screen pop of the call."""
        self.pops[CALL] = ScreenPopEntity(
            call=CALL,
            script=["Saludar y decir el nombre.", "Verificar la identidad antes de dar datos."],
            number_masked="•••• •••• 0123",
            possible_customer="M… R…",
            open_tickets=2,
        )
        self.record_changes({("pop", CALL)})

    def measure(self, **measures: int) -> None:
        """Change the counts of the day."""
        self.levels["day:*"] = level("*", "day", START - timedelta(hours=10), START, measures)
        self.record_changes({("level", "day:*")})

    def tally(self, **measures: int) -> None:
        """Change the counts of the queue's day."""
        named = {name.replace("__", "|"): n for name, n in measures.items()}
        self.tallies[QUEUE] = tally(QUEUE, START - timedelta(hours=10), START, named)
        self.record_changes({("tally", QUEUE)})

    def heartbeat(self) -> None:
        """Record a heartbeat five seconds later."""
        self.now += timedelta(seconds=5)
        self.record_message(
            protocol.Heartbeat(seq=str(self.view.floor.seq), now=protocol.format_moment(self.now) or "")
        )

    def stream(self) -> DeskStream:
        """Return the messages and the entities that a fresh snapshot would hold at the end."""
        messages = list(self.messages)
        entities: dict[str, dict[str, Any]] = {kind: {} for kind in protocol.KINDS}
        for kind, name in visible_keys(self.view, self.sight):
            entities[kind][name] = json.loads(bytes(self.encode((kind, name)) or b""))
        return {"messages": messages, "entities": entities}


def changed(
    state: f.AdvisorState, previous: f.AdvisorState, reason: str = "", advisor: str = "asesor1"
) -> f.AdvisorStateChanged:
    """Return the fact that an advisor's state changed."""
    return f.AdvisorStateChanged(advisor=advisor, state=state, previous=previous, reason=reason)


def _arrive(tape: StreamRecorder) -> None:
    caller = {"caller_ref": "r", "caller_commitment": "c", "number_kind": "mobile", "number_given": "network"}
    tape.record_fact(f.CallIngressed(line=LINE, gateway="g", in_hours=True, **caller))
    tape.record_fact(f.MenuEntered(line=LINE, menu=MENU))
    tape.record_fact(
        f.MenuSelected(line=LINE, menu=MENU, option=OPTION),
        f.CallQueued(line=LINE, queue=QUEUE, reason="menu", threshold_ms=20_000),
        after_s=2.25,
    )


def _offer(
    tape: StreamRecorder, number: int = 1, advisor: str = "asesor1", call: str = CALL, after_s: float = 0.5
) -> None:
    offered = f.AdvisorOffered(queue=QUEUE, advisor=advisor, offer=number)
    tape.record_fact(offered, changed("offered", "available", advisor=advisor), after_s=after_s, call=call)


def _whole_call(tape: StreamRecorder) -> None:
    of_call = {"line": LINE, "queue": QUEUE, "advisor": "asesor1"}
    tape.snapshot()
    _arrive(tape)
    _offer(tape)
    tape.pop()
    tape.record_fact(f.CallAnswered(**of_call, offer=1), changed("talking", "offered"), after_s=4)
    tape.record_fact(f.CallHeld(**of_call))
    tape.heartbeat()
    tape.record_fact(f.CallRetrieved(**of_call))
    tape.record_fact(f.AdvisorWished(advisor="asesor1", wish="paused", reason=next(iter(SITE.pauses))))
    tape.record_fact(
        changed("wrap_up", "talking"),
        f.CallEnded(line=LINE, queue=QUEUE, outcome="answered", stage="talking", ended_by="caller"),
        after_s=60,
    )


def a_call_of_my_own() -> DeskStream:
    """Record an advisor's call from the offer to the wrap-up."""
    tape = StreamRecorder(OWN_VIEW)
    _whole_call(tape)
    return tape.stream()


def a_call_on_the_board() -> DeskStream:
    """Record the same call as a supervisor sees it, until it leaves the board."""
    tape = StreamRecorder(BOARD_VIEW)
    _whole_call(tape)
    tape.measure(ingressed=17, ingressed_in_hours=17, queued=15, answered=15, answered_within=14)
    tape.tally(
        visit_entered=15, visit_answered=9, visit_left__moved=3, visit_left__callback=2, call_back_ended__talked=1
    )
    tape.record_fact(changed("paused", "wrap_up", next(iter(SITE.pauses))), after_s=20)
    return tape.stream()


def a_request_refused() -> DeskStream:
    """Record a refused request: the advisor gets the refusal twice, and no more after another request is granted."""
    tape = StreamRecorder(OWN_VIEW)
    of_call = {"line": LINE, "queue": QUEUE, "advisor": "asesor1"}
    tape.snapshot()
    _arrive(tape)
    _offer(tape)
    tape.record_fact(f.CallAnswered(**of_call, offer=1), changed("talking", "offered"), after_s=4)
    tape.record_fact(f.WishRefused(**of_call, action="consult", reason="not_available"), after_s=20)
    tape.record_fact(f.WishRefused(**of_call, action="hold", reason="late"), after_s=5)
    tape.record_fact(f.CallHeld(**of_call))
    tape.record_fact(f.CallRetrieved(**of_call))
    tape.record_fact(f.WishRefused(**of_call, action="hold", reason="unsupported"), after_s=5)
    return tape.stream()


def an_offer_missed() -> DeskStream:
    """Record an unanswered offer: the call and its screen pop disappear."""
    tape = StreamRecorder(OWN_VIEW)
    tape.snapshot()
    _arrive(tape)
    _offer(tape)
    tape.pop()
    tape.record_fact(
        f.OfferEnded(queue=QUEUE, advisor="asesor1", offer=1, reason="no_answer"),
        changed("paused", "offered", "no_answer"),
        after_s=15,
    )
    return tape.stream()


def several_phones() -> DeskStream:
    """Record two ringing phones: when the other advisor answers, the call disappears from this client."""
    tape = StreamRecorder(OWN_VIEW)
    tape.snapshot()
    _arrive(tape)
    _offer(tape)
    _offer(tape, 2, "asesor2", after_s=0)
    tape.pop()
    tape.record_fact(
        f.OfferEnded(queue=QUEUE, advisor="asesor1", offer=1, reason="taken"),
        changed("available", "offered", "taken"),
        f.CallAnswered(line=LINE, queue=QUEUE, advisor="asesor2", offer=2),
        changed("talking", "offered", advisor="asesor2"),
        after_s=3,
    )
    return tape.stream()


def a_call_transferred() -> DeskStream:
    """Record a consultation and a transfer: the first advisor wraps up while the second still talks."""
    tape = StreamRecorder(BOARD_VIEW)
    of_call = {"line": LINE, "queue": QUEUE, "advisor": "asesor1"}
    tape.snapshot()
    _arrive(tape)
    _offer(tape)
    tape.record_fact(f.CallAnswered(**of_call, offer=1), changed("talking", "offered"), after_s=4)
    tape.record_fact(f.CallHeld(**of_call), f.ConsultationBegan(**of_call, consulted="asesor2"), after_s=30)
    _offer(tape, 2, "asesor2")
    tape.record_fact(changed("talking", "offered", advisor="asesor2"), after_s=5)
    tape.record_fact(
        f.ConsultationEnded(**of_call, consulted="asesor2", result="transferred"),
        f.CallTransferred(**of_call, to="advisor:asesor2", kind="attended"),
        changed("wrap_up", "talking"),
        after_s=12,
    )
    tape.record_fact(changed("available", "wrap_up"), after_s=20)
    return tape.stream()


def a_supervised_conversation() -> DeskStream:
    """Record a supervisor who listens, whispers and leaves while the advisor starts a three-way conversation."""
    tape = StreamRecorder(BOARD_VIEW)
    of_call = {"line": LINE, "queue": QUEUE, "advisor": "asesor1"}
    listens = {**of_call, "supervisor": "supervisor", "mode": "listen"}
    whispers = {**listens, "mode": "whisper"}
    tape.snapshot()
    _arrive(tape)
    _offer(tape)
    tape.record_fact(f.CallAnswered(**of_call, offer=1), changed("talking", "offered"), after_s=4)
    tape.record_fact(f.SupervisionAsked(**listens), after_s=20)
    tape.record_fact(f.SupervisionBegan(**listens), after_s=3)
    tape.record_fact(f.CallHeld(**of_call), f.ConsultationBegan(**of_call, consulted="asesor2"), after_s=30)
    _offer(tape, 2, "asesor2")
    tape.record_fact(changed("talking", "offered", advisor="asesor2"), after_s=5)
    tape.record_fact(f.SupervisionChanged(**whispers), after_s=5)
    tape.record_fact(f.ConsultationJoined(**of_call, consulted="asesor2"), f.CallRetrieved(**of_call))
    tape.record_fact(f.SupervisionEnded(**whispers, result="stopped"), after_s=20)
    return tape.stream()


def a_call_of_another_campaign() -> DeskStream:
    """Record a call transferred from another campaign after three minutes of waiting there, until it is answered."""
    tape = StreamRecorder(OWN_VIEW)
    tape.snapshot()
    first_ms = int((START - timedelta(minutes=3)).timestamp() * 1000)
    arrival = {"line": LINE, "gateway": "pyvoip-1", "caller_ref": "r", "caller_commitment": "c"}
    tape.record_fact(
        f.CallReceived(**arrival, campaign_from="cali", first_arrival_ms=first_ms),
        f.CallQueued(line=LINE, queue=QUEUE, reason=f.RECEIVED, threshold_ms=20_000),
    )
    _offer(tape)
    answered = f.CallAnswered(line=LINE, queue=QUEUE, advisor="asesor1", offer=1)
    tape.record_fact(answered, changed("talking", "offered"), after_s=4)
    return tape.stream()


def a_call_back() -> DeskStream:
    """Record a call-back that fails the first time and returns to the same place in the queue."""
    tape = StreamRecorder(BOARD_VIEW)
    of_call, again = {"line": LINE, "queue": QUEUE}, f"{CALL}-b"
    tape.snapshot()
    _arrive(tape)
    tape.record_fact(
        f.CallBackPromised(**of_call, call_back=again),
        f.CallEnded(**of_call, outcome="callback", stage="waiting", ended_by="system"),
        after_s=40,
    )
    tape.record_fact(f.CallBackQueued(**of_call, of_call=CALL, caller_ref="r", attempt=0), after_s=0, call=again)
    _offer(tape, call=again, after_s=60)
    tape.record_fact(
        f.CallBackDialled(**of_call, advisor="asesor1", attempt=1),
        changed("talking", "offered"),
        after_s=4,
        call=again,
    )
    tape.record_fact(
        changed("available", "talking"),
        f.CallBackMissed(**of_call, advisor="asesor1", attempt=1, cause="no_answer"),
        f.CallBackPostponed(**of_call, delay_ms=1_800_000),
        after_s=25,
        call=again,
    )
    tape.record_fact(f.CallBackQueued(**of_call, of_call=CALL, caller_ref="r", attempt=1), after_s=1800, call=again)
    return tape.stream()


def a_server_restart() -> DeskStream:
    """Record a second snapshot that replaces everything, followed by a server restart."""
    tape = StreamRecorder(BOARD_VIEW)
    tape.snapshot()
    _arrive(tape)
    again = StreamRecorder(BOARD_VIEW)
    again.now = tape.now + timedelta(seconds=3)
    again.snapshot()
    again.record_message(protocol.bye("restarting"))
    return {"messages": [*tape.messages, *again.messages], "entities": again.stream()["entities"]}


DESK_STREAMS: dict[str, Callable[[], DeskStream]] = {
    "own-call": a_call_of_my_own,
    "board": a_call_on_the_board,
    "wish-refused": a_request_refused,
    "missed-offer": an_offer_missed,
    "several-phones": several_phones,
    "handed-on": a_call_transferred,
    "supervised": a_supervised_conversation,
    "other-campaign": a_call_of_another_campaign,
    "call-back": a_call_back,
    "new-beginning": a_server_restart,
}


def reduce_messages(messages: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the entities that a client holds after some messages: the complete work of a reducer."""
    entities: dict[str, dict[str, Any]] = {}
    for message in messages:
        if message["type"] == "snapshot":
            entities = {kind: dict(values) for kind, values in message["entities"].items()}
        for change in message.get("put", ()):
            entities[change["kind"]][change["id"]] = change["value"]
        for drop in message.get("drop", ()):
            entities[drop["kind"]].pop(drop["id"], None)
    return entities
