"""The legs of a real call, mirrored beside the gateway that has them. Pure.

Owns which commands of the call flow reach the gateway: those with which a caller hears something and presses keys. No
command that dials, rings, connects or records does.
"""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from calls.call import Call, Stage
from calls.simulation.simulated_call import Happening, SimulatedCall
from config.site.model import Site
from telephony import port
from telephony.port import CALLER, AnyCommand, AnySignal, Signal

_CARRIED_OUT: Final = (port.Play, port.StopPlay, port.Collect, port.Music, port.Hangup, port.Reject, port.Rescue)
_QUEUED: Final = frozenset({Stage.WAITING, Stage.RINGING})


@dataclass
class LiveCall(SimulatedCall):
    """A real call whose media are at a gateway.

    Attributes:
        outbox: commands that the gateway has not got yet.
        left_to: the queue that the call would enter, empty for another campaign; None while it is in the menus.
    """

    outbox: list[AnyCommand] = field(default_factory=list)
    left_to: str | None = None

    def update(self, value: Call) -> None:
        """Set the value after a signal, and note where the call leaves the menus."""
        super().update(value)
        if value.stage in _QUEUED:
            self.left_to = value.queue
        elif value.stage is Stage.SENDING_ON:
            self.left_to = ""

    def execute(self, command: AnyCommand, now_ms: int, site: Site) -> list[AnySignal]:
        """Put a command into the outbox and mirror it; the gateway sends the signals."""
        if self.left_to is not None or not isinstance(command, _CARRIED_OUT):
            return []
        if isinstance(command, port.Hangup | port.Reject | port.Rescue) and command.leg != CALLER:
            return []
        command = self.with_values(command, site)
        super().execute(command, now_ms, site)
        if isinstance(command, port.Rescue):
            command = msgspec.structs.replace(command, fallback=None)
        elif isinstance(command, port.Reject):  # the test number has answered already
            command = port.Hangup(id=command.id, call_id=command.call_id)
        self.outbox.append(command)
        return []

    def mirror_play(self, command: port.Play, now_ms: int, site: Site) -> None:
        """Mirror a sound that is not of the call flow."""
        super().execute(command, now_ms, site)

    def mirror(self, signal: Signal, now_ms: int) -> None:
        """Change the mirrored leg as the gateway has changed the real one."""
        leg = self.media.legs.get(CALLER)
        if leg is None:
            return
        match signal:
            case port.PlaybackEnded(command_id=id_, ended=ended) if leg.play is not None and leg.play.id == id_:
                leg.play = None
                played = self.playbacks[-1] if self.playbacks else None
                if played is not None and ended == "finished":
                    played.ended_ms = played.began_ms + self.duration_ms(played.sounds)
            case port.DigitsCollected(command_id=id_) if leg.collect is not None and leg.collect.id == id_:
                leg.collect = None
            case port.LegHungUp(leg=name) if name == CALLER:
                del self.media.legs[CALLER]
        self.update_playback(now_ms)

    def _pending(self, now_ms: int) -> list[tuple[str, str, int, Happening]]:
        """Return the answer of a look-up; everything else comes from the gateway."""
        if self.lookups is None or self.value is None or not self._awaits_lookup:
            return []
        after_ms, answer = self.lookups.answer(self.value)
        return [("lookup", str(answer.lookup), after_ms, lambda: [answer])]
