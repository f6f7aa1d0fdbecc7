"""How callers wait, as the site says it: queues and the ways out of them. Pure.

Owns the shape and the bounds of these fields. It must not know how a call is routed; `call_router.routing` does.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Address, Id, Level, Name

Strategy = Literal["longest_idle", "fewest_calls", "round_robin", "random", "best_level", "ring_all"]
"""Which of the advisors who are ready is rung: each is a score, the lowest first; ring-all rings several at once."""

BUILT_IN_MUSIC = "musica.espera"
"""Key of the waiting music that comes with Atención; a queue may name a prompt with a file in its stead."""


class LevelBand(msgspec.Struct, frozen=True, kw_only=True):
    """Once a call has waited so long, head start included, advisors of this level and above may be rung for it."""

    after_s: Annotated[int, Meta(ge=0, le=3600)]
    level: Level


class OverflowTarget(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a call that should not go on waiting as it does: exactly one of these.

    Attributes:
        queue: id of the queue where it waits on, in its place by arrival.
        message: id of a prompt to hear; after it the call says goodbye and ends.
        voice_message: id of a prompt that says why; after it the caller may leave a message, as where a line is closed.
        call_back: whether the caller is offered to be called back, in their turn.
        number: SIP URI that the caller is connected with instead; for us the call is over then.
    """

    queue: Id | None = None
    message: Id | None = None
    voice_message: Id | None = None
    call_back: bool = False
    number: Address | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of those that are chosen; in a checked site, one."""
        return tuple(name for name in OVERFLOW_TARGETS if getattr(self, name))


OVERFLOW_TARGETS = ("queue", "message", "voice_message", "call_back", "number")
"""The fields of a way out."""


class OverflowWhenFull(OverflowTarget, frozen=True, kw_only=True):
    """With more than ``most`` calls before it."""

    most: Annotated[int, Meta(ge=1, le=100_000)]


class OverflowWhenLong(OverflowTarget, frozen=True, kw_only=True):
    """When the wait is estimated, at the entry, to last longer than ``over_s`` seconds."""

    over_s: Annotated[int, Meta(ge=10, le=7200)]


class OverflowWhenLate(OverflowTarget, frozen=True, kw_only=True):
    """When the call has waited for ``after_s`` seconds."""

    after_s: Annotated[int, Meta(ge=10, le=7200)]


class Overflow(msgspec.Struct, frozen=True, kw_only=True):
    """When a call should not go on waiting, and where it goes; what is missing never happens.

    Attributes:
        nobody: at the entry, nobody who serves the queue is on duty.
        full: at the entry, too many wait already.
        estimate: at the entry, it would take too long.
        max_wait: it has taken too long.
    """

    nobody: OverflowTarget | None = None
    full: OverflowWhenFull | None = None
    estimate: OverflowWhenLong | None = None
    max_wait: OverflowWhenLate | None = None

    def items(self) -> tuple[tuple[str, OverflowTarget], ...]:
        """The ways out that there are, by reason, as a mapping gives its items."""
        conditions = {"nobody": self.nobody, "full": self.full, "estimate": self.estimate, "max_wait": self.max_wait}
        return tuple((reason, way) for reason, way in conditions.items() if way is not None)


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Where calls wait for an advisor.

    Attributes:
        name: for people, in Spanish.
        threshold_s: the bound of the service level (the 20 of 80/20), inclusive.
        ring_s: how long an advisor's phone rings before the next one is tried.
        wrap_up_s: time for typing after the call.
        music: id of the sound while waiting: OWN_MUSIC or a prompt with a file.
        wait_prompt: said when the wait begins.
        strategy: whom to ring of those who are ready.
        weight: how much a second of waiting counts against one in another queue of the same advisor.
        bands: descending levels by ascending wait; the last is the level below which nobody is ever rung.
        ring_most: of ring-all, how many phones ring at once.
        pause_after_misses: after so many unanswered offers in a row an advisor pauses.
        announce_every_s: how often position and estimated wait are told; 0 for never.
        overflow: when a call should not go on waiting, and where it goes.
    """

    id: Id
    name: Name
    threshold_s: Annotated[int, Meta(ge=1, le=600)] = 20
    ring_s: Annotated[int, Meta(ge=5, le=120)] = 15
    wrap_up_s: Annotated[int, Meta(ge=0, le=900)] = 20
    music: str = BUILT_IN_MUSIC
    wait_prompt: Id
    strategy: Strategy = "longest_idle"
    weight: Annotated[float, Meta(ge=0.1, le=10)] = 1.0
    bands: tuple[LevelBand, ...] = (LevelBand(after_s=0, level=1),)
    ring_most: Annotated[int, Meta(ge=2, le=50)] = 5
    pause_after_misses: Annotated[int, Meta(ge=1, le=20)] = 1
    announce_every_s: Annotated[int, Meta(ge=0, le=900)] = 0
    overflow: Overflow = Overflow()
