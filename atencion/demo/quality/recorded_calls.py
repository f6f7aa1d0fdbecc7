"""The calls of the demo's past that have a recording: which ones, and with which conversation.

Owns the id of such a recording, whose last number is that of the conversation. `recording_files` synthesises it.
"""

import random
from collections.abc import Sequence

from config.milliseconds import to_milliseconds
from config.site.samples import SampleDialogue
from eventlog.facts import CallAnswered, RecordingBegan
from metrics.quality.samples.week import Week
from telephony.port.recordings import recording_id

_SHARE = 0.3  # of the conversations of a queue that may have a dialogue, so that these lie on several days
_CHARACTER_MS, _TURN_MS = 66, 700  # longer than the synthesiser needs; pauses fill the rest


class RecordedCalls:
    """Gives each dialogue to one conversation of a week.

    Args:
        dialogues: in the order of their numbers.
        week: whose calls are recorded; None for none.
    """

    def __init__(self, dialogues: Sequence[SampleDialogue], week: Week | None, *, seed: int = 1) -> None:
        self._chance = random.Random(f"recordings/{seed}")
        self._numbers = {each.id: number for number, each in enumerate(dialogues, start=1)}
        self._left = list(dialogues) if week else []
        self._bounds_ms = (to_milliseconds(week.begins), to_milliseconds(week.ends)) if week else (0, 0)
        self.calls: set[str] = set()

    def pick(self, queue: str, answered_ms: int) -> SampleDialogue | None:
        """Return the dialogue of a conversation that begins now; None for a conversation that is not recorded."""
        begins_ms, ends_ms = self._bounds_ms
        fitting = [each for each in self._left if each.queue == queue]
        if not fitting or not begins_ms <= answered_ms < ends_ms or self._chance.random() >= _SHARE:
            return None
        self._left.remove(fitting[0])
        return fitting[0]

    def begin(self, dialogue: SampleDialogue, call_id: str, answered: CallAnswered) -> RecordingBegan:
        """Return the fact that the recording of a call began."""
        self.calls.add(call_id)
        return RecordingBegan(
            line=answered.line,
            queue=answered.queue,
            advisor=answered.advisor,
            recording=recording_id(call_id, 0, self._numbers[dialogue.id]),
        )


def spoken_ms(dialogue: SampleDialogue) -> int:
    """Return how long a conversation lasts."""
    return sum(len(turn) * _CHARACTER_MS + _TURN_MS for turn in dialogue.turns)


def dialogue_number(recording: str) -> int:
    """Return the number of the dialogue of a recording, from 1."""
    return int(recording.rpartition("-")[2])
