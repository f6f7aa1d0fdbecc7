"""The model's state of a call, of an advisor and of a signal. Pure."""

from dataclasses import dataclass, field

from call_router.acts import CallCard
from call_router.signals import RouterSignal
from eventlog.facts import CallBackQueued

WITH_A_CALL = ("offered", "talking")


@dataclass
class Offer:
    """A phone that rings for a call."""

    number: int
    advisor: str
    at: int


@dataclass
class RoutedCall:
    """A call. Times are ms since the Unix epoch; -1 for never.

    Attributes:
        position_queue: the queue, or ``@<advisor>`` when only that one may be rung.
        offer: number of the last offer.
        offers: the open offers.
        advisor: of the last open offer, or of the answered one.
        in_line: whether it may be offered: it waits, or rings at fewer phones than it may.
        visit: whether it counts as a visit to its queue, which a call-back does not.
        consulted: the advisor consulted during the talk, or empty.
        consult_offer: the offer of a consultation while that phone rings, else 0.
        promised: of a call-back, the fact with which it takes its place again; no gateway holds it until it is offered.
    """

    id: str
    gateway: str
    site: str
    arrived_at: int
    version: int = 0
    request: str = ""
    committed_at: int = -1
    phase: str = "idle"
    card: CallCard = field(default_factory=CallCard)
    line: str = ""
    queue: str = ""
    threshold_ms: int = 0
    ring_ms: int = 0
    wrap_up_ms: int = 0
    misses: int = 1
    position_queue: str = ""
    position: tuple[int, str] = (0, "")
    first_at: int = -1
    head_start_ms: int = 0
    queued_at: int = -1
    wait_until: int = -1
    announce_ms: int = 0
    offered_at: int = -1
    answered_at: int = -1
    ended_at: int = -1
    offer: int = 0
    offers: list[Offer] = field(default_factory=list)
    advisor: str = ""
    in_line: bool = False
    visit: bool = False
    consulted: str = ""
    consult_offer: int = 0
    promised: CallBackQueued | None = None

    @property
    def arrival(self) -> int:
        """The effective arrival: the first one, minus the head start."""
        return self.first_at - self.head_start_ms

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self.phase == "released"

    @property
    def over(self) -> bool:
        """Whether it no longer counts, though its gateway may still hold the caller."""
        return self.phase in ("parting", "released")


@dataclass
class Advisor:
    """An advisor. Times are ms since the Unix epoch; -1 for never.

    Attributes:
        queues: level by queue.
        answered: calls since on duty.
        misses: missed offers in a row.
        offered_seq: of the log, at the last offer.
    """

    id: str
    state: str = "offline"
    reason: str = ""
    since: int = -1
    call: str = ""
    until: int = -1
    idle_since: int = -1
    address: str = ""
    queues: dict[str, int] = field(default_factory=dict)
    answered: int = 0
    misses: int = 0
    offered_seq: int = 0
    request: tuple[str, str] = ("", "")

    @property
    def with_a_call(self) -> bool:
        """Whether the phone rings or they talk."""
        return self.state in WITH_A_CALL


@dataclass
class MailboxEntry:
    """A signal in a gateway's mailbox; the test sets the id that the server gave."""

    signal: RouterSignal
    id: str = ""


@dataclass
class QueuePace:
    """The pace of a queue; -1 for unknown values."""

    answered_at: int = -1
    gap_ms: float = -1
    waited_ms: float = 0
    gone: float = 0
