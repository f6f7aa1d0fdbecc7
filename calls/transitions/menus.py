"""The menu: its prompt is read, a key is collected, and the choice leads on. Pure.

Owns these rows. `ivr.menus` decides what a key means.
"""

from typing import Literal

from calls.call import Stage, Turn
from calls.transitions import common
from eventlog import facts as happened
from ivr import menus as decisions
from telephony import port
from telephony.port import CALLER, Signal


def open_menu(turn: Turn, menu: str) -> None:
    """Read a menu to the caller."""
    turn.add_fact(happened.MenuEntered(line=turn.call.line, menu=menu))
    turn.set_stage(Stage.CHOOSING, menu=menu, misses=0)
    _read_menu(turn, decisions.enter_menu(turn.site, menu).sounds)


def _read_menu(turn: Turn, sounds: tuple[str, ...]) -> None:
    opened = decisions.enter_menu(turn.site, turn.call.menu)
    turn.add_command(port.Play, sounds=sounds, interruptible=opened.interruptible)
    collect = turn.add_command(port.Collect, most=1, first_digit_s=opened.first_digit_s, terminator="")
    turn.set_stage(Stage.CHOOSING, awaited_command=collect)


def _choose_option(turn: Turn, signal: port.DigitsCollected) -> None:
    turn.actor = CALLER
    choice = decisions.choose_option(turn.site, turn.call.menu, turn.call.misses, signal.digits)
    if isinstance(choice, decisions.RetryMenu) or (isinstance(choice, decisions.GoToQueue) and choice.option is None):
        kind: Literal["silence", "wrong_key"] = "wrong_key" if signal.digits else "silence"
        turn.add_fact(happened.MenuInputRejected(line=turn.call.line, menu=turn.call.menu, kind=kind))
    else:
        turn.add_fact(happened.MenuSelected(line=turn.call.line, menu=turn.call.menu, option=signal.digits))
        turn.set_stage(Stage.CHOOSING, choices=(*turn.call.choices, (turn.call.menu, signal.digits)))
    _follow_choice(turn, choice)


def _follow_choice(turn: Turn, outcome: decisions.MenuOutcome) -> None:
    match outcome:
        case decisions.RetryMenu(sounds=sounds):
            turn.set_stage(Stage.CHOOSING, misses=turn.call.misses + 1)
            _read_menu(turn, sounds)
        case decisions.GoToMenu(menu=menu):
            open_menu(turn, menu)
        case decisions.GoToQueue(queue=queue, reason=reason, option=option, sounds=sounds):
            head_start_s = turn.call.head_start_s + (option.head_start_s if option else 0)
            turn.set_stage(Stage.CHOOSING, head_start_s=head_start_s)
            common.enqueue(turn, queue, reason)
            common.play_prompt(turn, *sounds, turn.queue.wait_prompt)
        case decisions.PlayInformation(sound=sound):
            turn.set_stage(
                Stage.INFORMING, awaited_command=turn.add_command(port.Play, sounds=(sound,)), information=sound
            )


def _after_information(turn: Turn, signal: port.PlaybackEnded) -> None:
    turn.add_fact(happened.InformationGiven(line=turn.call.line, sound=turn.call.information))
    turn.set_stage(Stage.PARTING, awaited_command=turn.add_command(port.Play, sounds=(turn.line.goodbye_prompt,)))


TRANSITIONS: dict[tuple[Stage, type[Signal]], common.Transition] = {
    (Stage.CHOOSING, port.DigitsCollected): _choose_option,
    (Stage.INFORMING, port.PlaybackEnded): _after_information,
}
