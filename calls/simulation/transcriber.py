"""Writes the transcript of a simulated call from its engine, its legs and the router's log. Pure.

It must not move the call on.
"""

from collections.abc import Sequence

from calls.simulation.engine import Engine
from calls.simulation.simulated_call import PlayedSounds, SimulatedCall
from calls.simulation.sounds import SoundCatalogue
from calls.simulation.transcript import (
    CurrentState,
    HeardSound,
    PressedKeys,
    QueuePlace,
    Transcript,
    Waiting,
    WrittenFact,
)
from config.milliseconds import to_milliseconds
from eventlog.facts import CallAnswered, CallQueued, MenuEntered
from telephony.port import CALLER


class Transcriber:
    """The transcript of one call, which arrived at ``arrived_ms``."""

    def __init__(self, engine: Engine, call: SimulatedCall, sounds: SoundCatalogue, arrived_ms: int) -> None:
        self._engine, self._call, self._sounds, self._arrived_ms = engine, call, sounds, arrived_ms

    @property
    def sounds_begun(self) -> int:
        """The number of sounds that have begun."""
        return len(self._all_heard())

    def transcript(self, pressed: Sequence[PressedKeys]) -> Transcript:
        """Return all that happened so far."""
        facts = tuple(
            WrittenFact(at_s=self._seconds(to_milliseconds(each.at)), envelope=each)
            for each in self._engine.router.log
            if each.call_id == self._call.id
        )
        entered = (each.envelope.fact for each in facts)
        leg = self._call.media.legs.get(CALLER)
        return Transcript(
            heard=tuple(self._all_heard()),
            pressed=tuple(pressed),
            facts=facts,
            menus=tuple(fact.menu for fact in entered if isinstance(fact, MenuEntered)),
            steps=tuple(self._call.steps),
            state=self._state(facts),
            music=leg.music if leg is not None and not self._call.is_playing else "",
        )

    def _all_heard(self) -> list[HeardSound]:
        return [sound for each in self._call.playbacks for sound in self._heard(each)]

    def _heard(self, playback: PlayedSounds) -> list[HeardSound]:
        """Return the sounds of a playback that began before its end."""
        ended_ms = self._engine.now_ms if playback.ended_ms is None else playback.ended_ms
        begins_ms, heard = playback.began_ms, list[HeardSound]()
        for key in playback.sounds:
            whole_ms = self._sounds.duration_ms(key)
            so_far_ms = min(whole_ms, ended_ms - begins_ms)
            if so_far_ms < 0 or (so_far_ms == 0 and heard):
                break
            heard.append(
                HeardSound(
                    at_s=self._seconds(begins_ms),
                    key=key,
                    text=self._sounds.text_of(key),
                    seconds=so_far_ms / 1000,
                    whole=so_far_ms == whole_ms,
                )
            )
            begins_ms += whole_ms
        return heard

    def _state(self, facts: tuple[WrittenFact, ...]) -> CurrentState:
        call = self._call.value
        assert call is not None, "a call that arrived has a value"
        leg = self._call.media.legs.get(CALLER)
        answered = next((each.at_s for each in facts if isinstance(each.envelope.fact, CallAnswered)), None)
        queued = next((each.at_s for each in facts if isinstance(each.envelope.fact, CallQueued)), None)
        return CurrentState(
            elapsed_s=self._seconds(self._engine.now_ms),
            stage=call.stage,
            meets=self._meets(),
            menu=call.menu,
            step=call.self_service.step if call.self_service else "",
            choices=call.choices,
            queue=self._place(),
            last_queue=call.queue,
            playing=self._playing(),
            interruptible=leg is not None and leg.play is not None and leg.play.interruptible,
            answered_at_s=answered,
            queued_at_s=queued,
            outcome=call.outcome,
            connected_to=self._call.connected_to if self._call.is_over else "",
        )

    def _meets(self) -> Waiting:
        if self._call.is_over:
            return "nothing"
        if self._call.is_talking:
            return "talk"
        if self._call.collect is not None:
            return "key"
        if self._call.is_playing:
            return "prompt"
        if self._call.looks_up:
            return "lookup"
        assert self._call.value is not None, "a call that arrived has a value"
        return "ringing" if self._call.value.ringing_offers else "queue"

    def _playing(self) -> tuple[str, ...]:
        """Return the rest of the present prompt, from the sound that is heard now."""
        if not self._call.is_playing or not self._call.playbacks:
            return ()
        playback = self._call.playbacks[-1]
        over = sum(sound.whole for sound in self._heard(playback))
        return playback.sounds[over:]

    def _place(self) -> QueuePlace | None:
        router = self._engine.router
        call = router.calls.get(self._call.id)
        if call is None or not router.stands(call):
            return None
        estimate_ms = router.estimate_ms(call)
        return QueuePlace(
            queue=call.queue,
            position=router.before(call) + 1,
            estimate_s=None if estimate_ms < 0 else estimate_ms / 1000,
        )

    def _seconds(self, ms: int) -> float:
        return (ms - self._arrived_ms) / 1000
