"""A campaign's calls as a load for the router: each is opened, waits, is answered, ends, and its advisor wraps up.

Owns the order of the steps, and their acts as the call flow makes them. It uses only `CallRouter`, so that the measured
commands are the real ones; `valkey_connections` sends them.
"""

from collections import deque
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple, cast

import msgspec
from redis.asyncio import Redis

from benchmarks.routing.valkey_connections import CommandWords, ConnectionPool, ValkeyConnection
from call_router.acts import Act, AdvisorPhone
from call_router.routing import AnswerOffer, Enqueue, QueueRules, ReleaseCall, Routing
from call_router.service import CallRouter
from calls.call import Call, Stage, card_of, encode
from eventlog.facts import AnyFact, CallAnswered, CallEnded, CallIngressed, CallQueued

LINE, QUEUE, LEVEL, SITE, CALLER = "bogota", "credito", 5, "sitio-0001", "3f0c9f6e1f0b4b5e"
RING_MS, WRAP_UP_MS, THRESHOLD_MS, LEASE_MS = 20_000, 30_000, 20_000, 3_600_000
DECISIONS = frozenset({"enqueue", "answer", "complete"})
"""The acts that choose: a call's position or its advisor, the owner of a call, a freed advisor's next call."""
FILL_DEPTH = 40
_requests = count()


class TrafficStep(NamedTuple):
    """One request to the router.

    Attributes:
        act: ``open``, ``enqueue``, ``answer`` or ``release`` of a call; ``ready`` or ``complete`` of an advisor.
        mail: id of the mailbox entry that it handles.
        due: when it was due (monotonic, s), if it is measured.
    """

    act: str
    call: str = ""
    advisor: str = ""
    mail: str = ""
    due: float = 0.0


class _Captured(Exception):
    """Not an error: leaves a coroutine that would wait for a server."""

    def __init__(self, words: CommandWords) -> None:
        self.words = words


class _CapturingClient:
    """Replaces the Valkey client: captures a command instead of sending it."""

    async def fcall(self, *words: Any) -> Any:
        raise _Captured(("FCALL", *words))


def _capture_command(coroutine: Coroutine[Any, Any, Any]) -> CommandWords:
    try:
        coroutine.send(None)
    except _Captured as captured:
        return captured.words
    raise AssertionError("the router asked nothing")


class RouterWords:
    """The router's real command for each step of a campaign."""

    def __init__(self, campaign: str) -> None:
        """Create a router whose commands are captured."""
        self.campaign, self.gateway = campaign, f"pyvoip-{campaign}"
        self._router = CallRouter(cast(Redis, _CapturingClient()), campaign)

    def words(self, step: TrafficStep) -> CommandWords:
        """Return the command that `CallRouter` sends for a step."""
        if step.act == "ready":
            address = f"sip:{step.advisor}@127.0.0.1:5062"
            return _capture_command(
                self._router.ready(AdvisorPhone(id=step.advisor, address=address, queues={QUEUE: LEVEL}))
            )
        if step.act == "complete":
            return _capture_command(self._router.complete(step.advisor))
        return _capture_command(self._router.commit(self._act(step), f"{next(_requests):032x}"))

    def opening(self) -> tuple[CommandWords, ...]:
        """Return the commands that set the queue's rules and a gateway lease longer than any measurement."""
        return (
            _capture_command(self._router.configure({QUEUE: QueueRules()})),
            _capture_command(self._router.acquire_lease(self.gateway, LEASE_MS)),
        )

    def _act(self, step: TrafficStep) -> Act:
        version, stage, actor, fact, routing = _ACTS[step.act](self, step)
        queue = "" if step.act == "open" else QUEUE
        call = Call(
            id=step.call,
            line=LINE,
            gateway=self.gateway,
            site_version=SITE,
            caller_ref=CALLER,
            stage=stage,
            version=version + 1,
            menu=LINE,
            choices=((LINE, "1"),),
            queue=queue,
            advisor=step.advisor,
        )
        return Act(
            call_id=step.call,
            expects=version,
            state=encode(call),
            facts=(fact,),
            actor=actor,
            site_version=SITE,
            gateway=self.gateway,
            routing=routing,
            mailbox_id=step.mail,
            card=card_of(call),
        )

    def _open(self, step: TrafficStep) -> "_ActParts":
        fact = CallIngressed(
            line=LINE, gateway=self.gateway, caller_ref=CALLER, caller_commitment="0" * 64, in_hours=True
        )
        return 0, Stage.WELCOMING, "caller", fact, None

    def _enqueue(self, step: TrafficStep) -> "_ActParts":
        fact = CallQueued(line=LINE, queue=QUEUE, reason="menu", threshold_ms=THRESHOLD_MS)
        how = Enqueue(line=LINE, queue=QUEUE, threshold_ms=THRESHOLD_MS, ring_ms=RING_MS, wrap_up_ms=WRAP_UP_MS)
        return 1, Stage.WAITING, "system", fact, how

    def _answer(self, step: TrafficStep) -> "_ActParts":
        fact = CallAnswered(line=LINE, queue=QUEUE, advisor=step.advisor, offer=1)
        return 2, Stage.TALKING, f"advisor:{step.advisor}", fact, AnswerOffer(offer=1)

    def _release(self, step: TrafficStep) -> "_ActParts":
        fact = CallEnded(line=LINE, queue=QUEUE, outcome="answered", stage="talking", ended_by="caller")
        return 3, Stage.ENDED, "caller", fact, ReleaseCall()


_ActParts = tuple[int, Stage, str, AnyFact, Routing | None]
_ACTS = {
    "open": RouterWords._open,
    "enqueue": RouterWords._enqueue,
    "answer": RouterWords._answer,
    "release": RouterWords._release,
}


@dataclass
class Tally:
    """Counts of completed steps.

    Attributes:
        acts: all of them.
        decisions: the acts in DECISIONS.
    """

    acts: int = 0
    decisions: int = 0


@dataclass
class Traffic:
    """The calls of one campaign, with a constant number of waiting calls.

    Attributes:
        callers: calls in progress if none wait.
    """

    speaker: Any
    path: str
    advisors: int
    waiting: int
    callers: int
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        """Connect, and prepare the queues of steps and the call ids."""
        self.due: deque[TrafficStep] = deque()
        self.talking: deque[TrafficStep] = deque()
        self.ear = ValkeyConnection(self.path)
        self._mailbox = f"{{{self.speaker.campaign}}}:mailbox:{self.speaker.gateway}"
        self._last = "0"
        self._ids = (f"c{number:07}" for number in count())

    def fill(self, board: ConnectionPool) -> None:
        """Put advisors on duty and in conversation, and calls in the queue, by many acts of the router at once."""
        for words in self.speaker.opening():
            self.ear.ask(*words)
        busy = self.advisors if self.waiting else 0
        calls = [next(self._ids) for _ in range(busy + self.waiting)]
        self.run_all(board, [TrafficStep("open", call) for call in calls])
        self.run_all(board, [TrafficStep("enqueue", call) for call in calls])
        self.run_all(board, [TrafficStep("ready", advisor=f"asesor{number:05}") for number in range(self.advisors)])
        answers = self._first_answers(busy)
        self.run_all(board, answers)
        self.talking.extend(TrafficStep("release", step.call, step.advisor) for step in answers)
        self.due.extend(self.new_call() for _ in range(self.callers if not busy else 0))
        self._listen()

    def new_call(self) -> TrafficStep:
        """Return the step that opens a new call."""
        return TrafficStep("open", next(self._ids))

    def run_all(self, board: ConnectionPool, steps: list[TrafficStep]) -> None:
        """Run many steps at once, without the steps that follow them."""
        remaining = iter(steps)
        board.closed_loop(lambda: next(remaining, None), self.speaker.words, lambda step, reply: None, depth=FILL_DEPTH)

    def _first_answers(self, offers: int) -> list[TrafficStep]:
        steps: list[TrafficStep] = []
        while len(steps) < offers:
            reply = self.ear.ask("XREAD", "COUNT", 100, "BLOCK", 2000, "STREAMS", self._mailbox, self._last)
            steps += self._answers(reply)
        return steps

    def _listen(self) -> None:
        self.ear.send(("XREAD", "COUNT", 100, "BLOCK", 0, "STREAMS", self._mailbox, self._last))

    def _answers(self, reply: Any) -> Iterator[TrafficStep]:
        for _, entries in reply:
            for mail, (_, signal) in entries:
                self._last = mail.decode()
                message = msgspec.json.decode(signal)
                if message["type"] == "AdvisorChosen":
                    yield TrafficStep("answer", message["call_id"], message["advisor"], self._last)

    def add_answers(self) -> None:
        """Queue the answers to new offers."""
        self.due.extend(self.take_answers())

    def take_answers(self) -> list[TrafficStep]:
        """Return the answers to new offers, and request the next ones."""
        answers = [step for reply in self.ear.replies() for step in self._answers(reply)]
        self._listen()
        return answers

    def next_step(self) -> TrafficStep | None:
        """Return the next step that is due, or else the end of a conversation; None if there is neither."""
        steps = self.due or self.talking
        return steps.popleft() if steps else None

    def handle_reply(self, step: TrafficStep, reply: Any) -> None:
        """Count a completed step, and queue the steps that follow."""
        self.count(step)
        if step.act == "answer":
            self.talking.append(TrafficStep("release", step.call, step.advisor))
        self.due.extend(self.following_steps(step))

    def count(self, step: TrafficStep) -> None:
        """Count a completed step."""
        self.tally.acts += 1
        self.tally.decisions += step.act in DECISIONS

    def following_steps(self, step: TrafficStep) -> Iterator[TrafficStep]:
        """Yield the steps that follow a step at once; each call that ends is replaced by a new one."""
        if step.act == "open":
            yield TrafficStep("enqueue", step.call)
        elif step.act == "release":
            yield TrafficStep("complete", advisor=step.advisor)
            yield self.new_call()
