"""How callers wait, as the site says: queues and their overflows. Pure.

Owns the shape, the bounds and the checks of these fields. It must not know how a call is routed; `call_router.routing`
does.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.errors import SectionReference
from config.schema.fields import Address, Id, Level, Name
from config.schema.reader import Reader, suggest_name
from config.site.calls.prompts import Prompt

Strategy = Literal["longest_idle", "fewest_calls", "round_robin", "random", "best_level", "ring_all"]
"""How to choose among ready advisors: by the lowest score; ``ring_all`` rings several at once."""

BUILT_IN_MUSIC = "musica.espera"
"""Key of the built-in waiting music; a queue may name a prompt with a sound file instead."""


class LevelBand(msgspec.Struct, frozen=True, kw_only=True):
    """Minimum level of advisors for a call that has waited ``after_s`` seconds, head start included."""

    after_s: Annotated[int, Meta(ge=0, le=3600)]
    level: Level


class OverflowTarget(msgspec.Struct, frozen=True, kw_only=True):
    """Where an overflowing call goes: exactly one of these.

    Attributes:
        queue: id of another queue; the call keeps its place by arrival.
        message: id of a prompt to play; then the call says goodbye and ends.
        voice_message: id of a prompt that gives the reason; then the caller may leave a message, as on a closed line.
        call_back: whether to offer the caller a call-back in their turn.
        number: SIP URI to connect the caller with instead; this ends the call for us.
    """

    queue: Id | None = None
    message: Id | None = None
    voice_message: Id | None = None
    call_back: bool = False
    number: Address | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of the chosen fields; in a checked site, one."""
        return tuple(name for name in OVERFLOW_TARGETS if getattr(self, name))


OVERFLOW_TARGETS = ("queue", "message", "voice_message", "call_back", "number")
"""The fields of `OverflowTarget`."""


class OverflowWhenFull(OverflowTarget, frozen=True, kw_only=True):
    """Overflow with more than ``most`` calls ahead."""

    most: Annotated[int, Meta(ge=1, le=100_000)]


class OverflowWhenLong(OverflowTarget, frozen=True, kw_only=True):
    """Overflow if the estimated wait at the entry is longer than ``over_s`` seconds."""

    over_s: Annotated[int, Meta(ge=10, le=7200)]


class OverflowWhenLate(OverflowTarget, frozen=True, kw_only=True):
    """Overflow after ``after_s`` seconds of waiting."""

    after_s: Annotated[int, Meta(ge=10, le=7200)]


class Overflow(msgspec.Struct, frozen=True, kw_only=True):
    """The overflows of a queue; a condition that is None never applies.

    At the entry: ``nobody`` on duty in the queue, ``full`` queue, ``estimate`` too long; later: ``max_wait`` reached.
    """

    nobody: OverflowTarget | None = None
    full: OverflowWhenFull | None = None
    estimate: OverflowWhenLong | None = None
    max_wait: OverflowWhenLate | None = None

    def items(self) -> tuple[tuple[str, OverflowTarget], ...]:
        """Return the defined overflows by reason, like the items of a mapping."""
        conditions = {"nobody": self.nobody, "full": self.full, "estimate": self.estimate, "max_wait": self.max_wait}
        return tuple((reason, way) for reason, way in conditions.items() if way is not None)


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue of calls that wait for an advisor.

    Attributes:
        threshold_s: the bound of the service level (the 20 of 80/20), inclusive.
        ring_s: how long an advisor's phone rings before the next one is tried.
        music: id of the sound while waiting: `BUILT_IN_MUSIC` or a prompt with a file.
        weight: weight of a second of waiting against one in another queue of the same advisor.
        bands: descending levels by ascending wait; advisors below the last level are never rung.
        ring_most: how many phones ring-all rings at once.
        pause_after_misses: an advisor pauses after this many unanswered offers in a row.
        announce_every_s: how often to announce position and estimated wait; 0 for never.
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


def check_music(queues: Iterable[Queue], prompts: Mapping[str, Prompt], ids: Collection[str], reader: Reader) -> None:
    """Check that the music is a sound, as a synthesised text must not loop; `ids` are all prompts, readable or not."""
    for queue in queues:
        path = ("queues", queue.id, "music")
        prompt = prompts.get(queue.music)
        if queue.music != BUILT_IN_MUSIC and queue.music not in ids:
            names = [BUILT_IN_MUSIC, *(each.id for each in prompts.values() if each.file)]
            reader.complain(path, f"«{queue.music}» no es una música; {suggest_name(queue.music, names)}")
        elif prompt is not None and prompt.file is None:
            reader.complain(path, f"«{queue.music}» es un texto; use {BUILT_IN_MUSIC} o un mensaje con «file»")


def check_bands(queues: Iterable[Queue], reader: Reader) -> None:
    """Check that bands begin at zero seconds, and that each admits more advisors."""
    for queue in queues:
        path = ("queues", queue.id, "bands")
        if not queue.bands:
            reader.complain(path, "no hay ninguna banda; quite «bands» o escriba al menos {after_s: 0, level: 1}")
        elif queue.bands[0].after_s:
            reader.complain((*path, "0"), "la primera banda debe empezar en after_s: 0")
        for index, (band, following) in enumerate(pairwise(queue.bands), 1):
            if following.after_s <= band.after_s or following.level >= band.level:
                text = "cada banda va después de la anterior y con un nivel menor; corrija «after_s» o «level»"
                reader.complain((*path, str(index)), text)


def check_overflow(queues: Mapping[str, Queue], *, call_backs: bool, voice_messages: bool, reader: Reader) -> None:
    """Check that every overflow has exactly one target, and that none leads back to its queue.

    `call_backs` and `voice_messages` say whether these files exist, readable or not.
    """
    for queue in queues.values():
        for reason, way in queue.overflow.items():
            path = ("queues", queue.id, "overflow", reason)
            if len(way.choices) != 1:
                text = "debe llevar a una sola parte: deje «queue», «message», «voice_message», «call_back» o «number»"
                reader.complain(path, text)
            elif way.call_back and not call_backs:
                missing = SectionReference("falta ", "call_backs", ", que dice cómo se devuelve")
                reader.complain((*path, "call_back"), missing)
            elif way.voice_message and not voice_messages:
                missing = SectionReference("falta ", "voice_messages", ", que dice cómo se deja un mensaje")
                reader.complain((*path, "voice_message"), missing)
        if queue.id in _overflow_targets({queue.id}, queues):
            text = "por sus desbordes se vuelve a esta misma cola; quite una de las vueltas"
            reader.complain(("queues", queue.id, "overflow"), text)


def _overflow_targets(first: set[str], queues: Mapping[str, Queue]) -> set[str]:
    reached: set[str] = set()
    ahead = list(first)
    while ahead:
        exits = queues[name].overflow.items() if (name := ahead.pop()) in queues else ()
        new_queues = {way.queue for _, way in exits if way.queue is not None} - reached
        reached |= new_queues
        ahead += new_queues
    return reached
