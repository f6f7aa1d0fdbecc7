"""What the model remembers of a call, of an advisor and of a signal on its way."""

from dataclasses import dataclass, field

from call_router.acts import CallCard
from call_router.signals import RouterSignal

NOWHERE = ("idle", "released")
WITH_A_CALL = ("offered", "talking")


@dataclass
class Call:
    """A call. Times are ms since the Unix epoch; -1 for never."""

    id: str
    gateway: str
    site: str
    arrived_at: int
    version: int = 0
    request: str = ""
    committed_at: int = -1
    phase: str = "idle"
    card: CallCard = field(default_factory=CallCard)
    queue: str = ""
    threshold_ms: int = 0
    ring_ms: int = 0
    wrap_up_ms: int = 0
    place: tuple[int, str] = (0, "")
    queued_at: int = -1
    offered_at: int = -1
    answered_at: int = -1
    ended_at: int = -1
    offer: int = 0
    advisor: str = ""

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.phase == "released"


@dataclass
class Advisor:
    """An advisor. Times are ms since the Unix epoch; -1 for never."""

    id: str
    state: str = "offline"
    reason: str = ""
    since: int = -1
    call: str = ""
    until: int = -1
    idle_since: int = -1
    address: str = ""
    queues: tuple[str, ...] = ()
    wish: tuple[str, str] = ("", "")

    @property
    def with_a_call(self) -> bool:
        """Whether it rings or they talk."""
        return self.state in WITH_A_CALL


@dataclass
class Mail:
    """A signal in a gateway's mailbox; its id is the server's, told to the model afterwards."""

    signal: RouterSignal
    id: str = ""
