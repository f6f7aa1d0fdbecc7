"""One call of the simulator: its value, its legs without telephones, and the time of their next event. Pure.

Owns the virtual time of the media: the end of a sound, of a silence and of a conversation, and the moment at which a
phone is picked up. The effect of a command is in `telephony.fake.call`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from calls.call import Call, Stage
from calls.simulation.lookups import SimulatedLookups, answer_sounds
from calls.simulation.sounds import SoundCatalogue
from calls.transitions.callback_offers import NUMBER_PLACEHOLDER
from calls.transitions.common import advisor_leg
from calls.transitions.menus import ANSWER_PLACEHOLDER
from config.site.model import Site
from config.site.tries.scenario import Staffing
from ivr.phrases import digit_sounds
from telephony import port
from telephony.fake.call import FakeCall
from telephony.port import CALLER, AnyCommand, AnySignal, Signal

Happening = Callable[[], Sequence[Signal]]


@dataclass
class PlayedSounds:
    """Sounds that a caller hears, one after the other; ``ended_ms`` is None while they play."""

    began_ms: int
    sounds: tuple[str, ...]
    ended_ms: int | None = None


@dataclass
class SimulatedCall:
    """A call in progress.

    Attributes:
        lookups: answers of its look-ups; None for another call than that of the scenario.
        value: between two signals; None before it arrives.
        talk_ends_ms: when its conversation ends by itself, if it is not a whole talk from its beginning; else -1.
        playbacks: all that its caller heard.
        steps: of the menu, in the order in which it came to them.
        keyed_number: the last number that the caller keyed in for a call-back.
        connected_to: the number of last resort, else empty.
    """

    id: str
    media: FakeCall
    sounds: SoundCatalogue
    floor: Staffing
    lookups: SimulatedLookups | None = None
    value: Call | None = None
    talk_ends_ms: int = -1
    playbacks: list[PlayedSounds] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    keyed_number: str = ""
    connected_to: str = ""
    _due: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def is_other(self) -> bool:
        """Whether it is not the call of the scenario."""
        return self.lookups is None

    @property
    def is_over(self) -> bool:
        """Whether its caller is gone and nothing more can happen."""
        return CALLER not in self.media.legs

    def update(self, value: Call) -> None:
        """Set the value after a signal, and note a step to which it came."""
        before = self.value.self_service if self.value else None
        after = value.self_service
        if after is not None and after.step and (before is None or before.step != after.step):
            self.steps.append(after.step)
        self.value = value

    def execute(self, command: AnyCommand, now_ms: int, site: Site) -> list[AnySignal]:
        """Carry out a command; return its signals. A command for a leg that is gone does nothing."""
        command = self.with_values(command, site)
        try:
            signals = self.media.execute(command)
        except port.UnknownLeg:
            return []
        if isinstance(command, port.Play | port.Rescue) and command.leg == CALLER and command.sounds:
            self._end_playback(now_ms)
            self.playbacks.append(PlayedSounds(now_ms, command.sounds))
        if isinstance(command, port.Rescue):
            self.connected_to = command.fallback or ""
        return signals

    def with_values(self, command: AnyCommand, site: Site) -> AnyCommand:
        """Put the sounds of the keyed number and of an answer in the place of their placeholders."""
        if not isinstance(command, port.Play):
            return command
        if self.value is not None and ANSWER_PLACEHOLDER in command.sounds:
            return msgspec.structs.replace(command, sounds=answer_sounds(self.value, site))
        return self._with_number(command)

    def _with_number(self, command: port.Play) -> port.Play:
        """Put the digits of the keyed number in the place of the placeholder, as the driver does."""
        sounds = (
            each
            for sound in command.sounds
            for each in (digit_sounds(self.keyed_number) if sound == NUMBER_PLACEHOLDER else (sound,))
        )
        return msgspec.structs.replace(command, sounds=tuple(sounds))

    def _end_playback(self, now_ms: int) -> None:
        if self.playbacks and self.playbacks[-1].ended_ms is None:
            self.playbacks[-1].ended_ms = now_ms

    def update_playback(self, now_ms: int) -> None:
        """Note the end of the sounds that play no longer."""
        if not self.is_playing:
            self._end_playback(now_ms)

    @property
    def is_talking(self) -> bool:
        """Whether the caller talks with an advisor."""
        return self.value is not None and self.value.stage is Stage.TALKING

    @property
    def looks_up(self) -> bool:
        """Whether the caller waits for the answer of a look-up."""
        return self.value is not None and self.value.stage is Stage.LOOKING_UP

    @property
    def is_playing(self) -> bool:
        """Whether the caller hears a prompt."""
        leg = self.media.legs.get(CALLER)
        return leg is not None and (leg.play is not None or self.media.is_rescued)

    @property
    def collect(self) -> port.Collect | None:
        """The question for keys that the caller can answer now."""
        leg = self.media.legs.get(CALLER)
        return leg.collect if leg is not None else None

    @property
    def _awaits_lookup(self) -> bool:
        service = self.value.self_service if self.value else None
        return service is not None and service.lookup > 0

    # Time

    def next_happening(self, now_ms: int) -> tuple[int, Happening] | None:
        """Return what happens next by itself, and when; None if only others can move the call on."""
        due = {(kind, name): (after_ms, act) for kind, name, after_ms, act in self._pending(now_ms)}
        self._due = {key: self._due.get(key, now_ms + after_ms) for key, (after_ms, _) in due.items()}
        first = min(self._due, key=self._due.__getitem__, default=None)
        return None if first is None else (self._due[first], due[first][1])

    def _pending(self, now_ms: int) -> list[tuple[str, str, int, Happening]]:
        """Return what time does to the call: kind, name, ms from its beginning, effect."""
        media = self.media
        caller = media.legs.get(CALLER)
        if caller is None:
            return []
        pending: list[tuple[str, str, int, Happening]] = []
        if self.is_playing:
            name = caller.play.id if caller.play else "rescue"
            pending.append(("play", name, self.duration_ms(self.playbacks[-1].sounds), self._finish_playing))
        elif caller.collect is not None:
            collect = caller.collect
            seconds = collect.between_digits_s if caller.typed_ahead else collect.first_digit_s
            name = f"{collect.id}/{len(caller.typed_ahead)}"
            pending.append(("collect", name, int(seconds * 1000), lambda: media.time_out_collect(CALLER)))
        if self.lookups is not None and self.value is not None and self._awaits_lookup:
            after_ms, answer = self.lookups.answer(self.value)
            pending.append(("lookup", str(answer.lookup), after_ms, lambda: [answer]))
        pending += [self._pick_up(name) for name, leg in media.legs.items() if leg.state in ("calling", "ringing")]
        if self.value is not None and self.value.stage is Stage.TALKING:
            leg_name = advisor_leg(self.value)
            after_ms = max(self.talk_ends_ms - now_ms, 0) if self.talk_ends_ms >= 0 else self.floor.talk_s * 1000
            pending.append(("talk", leg_name, after_ms, lambda: media.hang_up(leg_name)))
        return pending

    def _pick_up(self, name: str) -> tuple[str, str, int, Happening]:
        return "ring", name, self.floor.answer_s * 1000, lambda: self.media.phone_answers(name)

    def _finish_playing(self) -> list[AnySignal]:
        """Finish the prompt; after the last one the gateway has ended the call, or connects another number."""
        if self.media.is_rescued:
            self.media.rescue((), None)
            return []
        return self.media.finish_playing(CALLER)

    def duration_ms(self, sounds: tuple[str, ...]) -> int:
        """Estimate how long sounds take together."""
        return sum(self.sounds.duration_ms(sound) for sound in sounds)
