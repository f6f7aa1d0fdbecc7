"""Contingency messages: the caller hears one before the greeting, or instead of greeting and menu. Pure.

Owns whether a message is in force for a call that arrives, and its playback. No key skips it. `calls.flow` has the rows
that follow, because the greeting is there.
"""

from calls.call import LineMessage, Stage, Turn
from config.site.calls.contingency import ApprovedMessage
from eventlog import facts as happened
from telephony import port


def play_message(turn: Turn, started: LineMessage | None) -> bool:
    """Play the line's contingency message; return False if none is in force."""
    message = _message_in_force(turn, started)
    if started is None or message is None:
        return False
    ends_call = started.mode == "instead"
    sounds = (message.prompt, turn.line.goodbye_prompt) if ends_call else (message.prompt,)
    stage = Stage.DISMISSING if ends_call else Stage.CONTINGENCY
    turn.add_fact(happened.ContingencyMessagePlayed(line=turn.call.line, message=started.message, mode=started.mode))
    turn.set_stage(stage, awaited_command=turn.add_command(port.Play, sounds=sounds))
    return True


def _message_in_force(turn: Turn, started: LineMessage | None) -> ApprovedMessage | None:
    """Return the message, unless its time is over or the site of the call does not have it any more."""
    rules = turn.site.contingency
    if started is None or rules is None or turn.now >= started.until:
        return None
    message = rules.messages.get(started.message)
    return message if message is not None and started.mode in message.modes else None
