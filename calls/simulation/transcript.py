"""The result of a simulation: the sounds, the facts and the state of the call. Pure.

Holds values only. Times are seconds since the call arrived.
"""

from typing import Literal

import msgspec

from calls.call import Stage
from eventlog.facts import Envelope, Outcome

Waiting = Literal["nothing", "prompt", "key", "lookup", "queue", "ringing", "talk"]
"""The present situation of the caller; ``key`` is a question, ``ringing`` the phone of an advisor."""


class HeardSound(msgspec.Struct, frozen=True, kw_only=True):
    """A sound that the caller heard; ``seconds`` so far, ``whole`` unless it was cut or still plays."""

    at_s: float
    key: str
    text: str
    seconds: float
    whole: bool


class PressedKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Keys of the caller; ``after`` is the number of sounds that had begun before them."""

    at_s: float
    keys: str
    after: int


class WrittenFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that the log would hold."""

    at_s: float
    envelope: Envelope

    @property
    def name(self) -> str:
        """Its name in the log."""
        return type(self.envelope.fact).__name__


class QueuePlace(msgspec.Struct, frozen=True, kw_only=True):
    """The place of the call in its queue; the estimate is the router's, None while it knows none."""

    queue: str
    position: int
    estimate_s: float | None


class CurrentState(msgspec.Struct, frozen=True, kw_only=True):
    """The call after the last input.

    Attributes:
        elapsed_s: since it arrived.
        menu: the menu that it is in or was in last.
        step: the step of the menu that it is in, else empty.
        choices: in order: (menu, key).
        playing: sounds of the present prompt, the one in the ear first.
        interruptible: whether a key ends that prompt.
        answered_at_s: when an advisor answered, else None.
        queued_at_s: when it entered its first queue, else None.
        connected_to: the number of last resort to which the gateway connects the caller, else empty.
    """

    elapsed_s: float
    stage: Stage
    meets: Waiting
    menu: str = ""
    step: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    queue: QueuePlace | None = None
    last_queue: str = ""
    playing: tuple[str, ...] = ()
    interruptible: bool = False
    answered_at_s: float | None = None
    queued_at_s: float | None = None
    outcome: Outcome | None = None
    connected_to: str = ""

    @property
    def waited_s(self) -> float | None:
        """How long the caller waited for the advisor who answered, else None."""
        if self.answered_at_s is None or self.queued_at_s is None:
            return None
        return self.answered_at_s - self.queued_at_s


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """All that happened in the call, in order, and its state.

    Attributes:
        menus, steps: in the order in which they were entered.
        music: the queue's music while the caller hears it now, else empty.
    """

    heard: tuple[HeardSound, ...]
    pressed: tuple[PressedKeys, ...]
    facts: tuple[WrittenFact, ...]
    menus: tuple[str, ...]
    steps: tuple[str, ...]
    state: CurrentState
    music: str = ""
