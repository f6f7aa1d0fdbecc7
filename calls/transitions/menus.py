"""Menus and their steps: a prompt is read, keys are collected, a system is asked, and the choice leads on. Pure.

Owns these rows. `ivr.menus` and `ivr.menu_steps` decide what a key, digits and an outcome mean. While a system is
asked, the caller hears a prompt and then music; the answer counts once the prompt has ended, so its time says nothing.
"""

from typing import Literal

import msgspec

from calls.call import Call, EntryCollected, LookupAnswered, SelfService, Stage, Turn
from calls.transitions import common
from config.site.calls.menu_steps.steps import DigitEntry, MenuStep, StepTarget, has_values
from config.site.calls.queues import BUILT_IN_MUSIC
from eventlog import facts as happened
from ivr import menu_steps
from ivr import menus as decisions
from ivr.menu_steps import EntryVerdict
from telephony import port
from telephony.port import CALLER, Signal

ANSWER_PLACEHOLDER = "{answer}"
"""Placeholder in a Play for the answer of a look-up; the driver replaces it on sending."""
MOST_DIGITS = 20
"""More digits than any datum has, so that the caller ends the input and no key is left for the next question."""
STAGES = frozenset({Stage.CHOOSING, Stage.ENTERING, Stage.LOOKING_UP, Stage.ANSWERING, Stage.INFORMING, Stage.PARTING})
"""Stages in which a call has `SelfService`."""


# --- menus ------------------------------------------------------------------------------------------------------------


def open_menu(turn: Turn, menu: str) -> None:
    """Read a menu to the caller."""
    turn.add_fact(happened.MenuEntered(line=turn.call.line, menu=menu))
    turn.set_stage(Stage.CHOOSING, menu=menu, misses=0)
    _update_step(turn, step="", misses=0)
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
        case decisions.GoToStep(step=step, option=option):
            turn.set_stage(Stage.CHOOSING, head_start_s=turn.call.head_start_s + option.head_start_s)
            _go_to(turn, StepTarget(step=step))
        case decisions.GoToQueue(queue=queue, reason=reason, option=option, sounds=sounds):
            head_start_s = turn.call.head_start_s + (option.head_start_s if option else 0)
            turn.set_stage(Stage.CHOOSING, head_start_s=head_start_s)
            _enqueue(turn, queue, reason, sounds)
        case decisions.PlayInformation(sound=sound):
            _inform(turn, sound)


def _enqueue(turn: Turn, queue: str, reason: str, sounds: tuple[str, ...] = ()) -> None:
    common.enqueue(turn, queue, reason)
    common.play_prompt(turn, *sounds, turn.queue.wait_prompt)


def _inform(turn: Turn, sound: str) -> None:
    turn.set_stage(Stage.INFORMING, awaited_command=turn.add_command(port.Play, sounds=(sound,)), information=sound)


def _after_information(turn: Turn, signal: port.PlaybackEnded) -> None:
    turn.add_fact(happened.InformationGiven(line=turn.call.line, sound=turn.call.information))
    _part(turn)


def _part(turn: Turn) -> None:
    turn.set_stage(Stage.PARTING, awaited_command=turn.add_command(port.Play, sounds=(turn.line.goodbye_prompt,)))


# --- steps ------------------------------------------------------------------------------------------------------------


def _go_to(turn: Turn, target: StepTarget) -> None:
    """Lead the caller to a target, through its branches."""
    target = menu_steps.follow_branches(turn.site, target, _situation_of(turn))
    if target.menu is not None:
        open_menu(turn, target.menu)
    elif target.queue is not None:
        _enqueue(turn, target.queue, "menu")
    elif target.information is not None:
        _inform(turn, target.information)
    elif target.step is not None:
        _begin_step(turn, turn.site.steps[target.step])
    else:
        _part(turn)


def _situation_of(turn: Turn) -> menu_steps.Situation:
    call = turn.call
    return menu_steps.Situation(
        now=turn.now,
        line=call.line,
        waiting=turn.waiting,
        large_client=call.large_client,
        choices=call.choices,
        outcomes=_service_of(call).outcomes,
    )


def _begin_step(turn: Turn, step: MenuStep) -> None:
    _update_step(turn, step=step.id, misses=0)
    if step.collect is not None:
        _ask(turn, step.collect)
    elif step.lookup is not None:
        _update_step(turn, lookup=turn.call.version)
        play = turn.add_command(port.Play, sounds=(step.lookup.wait_prompt,))
        turn.set_stage(Stage.LOOKING_UP, awaited_command=play)
    else:
        play = turn.add_command(port.Play, sounds=(ANSWER_PLACEHOLDER,))
        turn.set_stage(Stage.ANSWERING, awaited_command=play)


def _ask(turn: Turn, entry: DigitEntry, missed: EntryVerdict | None = None) -> None:
    turn.add_command(port.Play, sounds=menu_steps.entry_sounds(entry, missed), interruptible=True)
    collect = turn.add_command(
        port.Collect,
        most=entry.most if entry.check == "digits" else MOST_DIGITS,
        first_digit_s=entry.first_digit_s,
        between_digits_s=entry.between_digits_s,
        terminator="#",
        afresh=missed is not None,
    )
    turn.set_stage(Stage.ENTERING, awaited_command=collect)


def _entry_collected(turn: Turn, signal: EntryCollected) -> None:
    turn.actor = CALLER
    service, step = _service_of(turn.call), _step_of(turn)
    assert step.collect is not None, "the step collects nothing"
    turn.add_fact(happened.MenuDigitsCollected(line=turn.call.line, step=step.id, result=signal.verdict))
    target = menu_steps.entry_target(step.collect, signal.verdict, service.misses)
    if target is None:
        _update_step(turn, misses=service.misses + 1)
        _ask(turn, step.collect, signal.verdict)
        return
    if signal.value:
        _update_step(turn, entries={**service.entries, step.id: signal.value})
    _go_to(turn, target)


def _lookup_answered(turn: Turn, signal: LookupAnswered) -> None:
    """Note the outcome of the current look-up; it leads on at once only if the prompt has ended."""
    service = _service_of(turn.call)
    if signal.lookup != service.lookup:
        return
    step = _step_of(turn)
    assert step.lookup is not None, "the step looks nothing up"
    turn.add_fact(
        happened.MenuLookupMade(
            line=turn.call.line,
            step=step.id,
            lookup=step.lookup.name,
            outcome=signal.outcome,
            reason=signal.reason,
            duration_ms=signal.duration_ms,
            ticket=signal.ticket,
        )
    )
    values = {key: value for key, value in service.values.items() if key != step.id}
    if signal.value:
        values[step.id] = signal.value
    _update_step(turn, lookup=0, outcomes={**service.outcomes, step.id: signal.outcome}, values=values)
    if not turn.call.awaited_command:
        _go_to(turn, menu_steps.lookup_target(step, signal.outcome))


def _after_wait_prompt(turn: Turn, signal: port.PlaybackEnded) -> None:
    """Go on if the answer is there; else play music until it comes."""
    service, step = _service_of(turn.call), _step_of(turn)
    if service.lookup:
        turn.add_command(port.Music, leg=CALLER, sound=BUILT_IN_MUSIC)
        turn.set_stage(Stage.LOOKING_UP, awaited_command="")
    else:
        _go_to(turn, menu_steps.lookup_target(step, service.outcomes[step.id]))


def _after_answer(turn: Turn, signal: port.PlaybackEnded) -> None:
    """Complete the service if the answer was heard; if it could not be said, an advisor says it."""
    step = _step_of(turn)
    assert step.say is not None, "the step says nothing"
    if signal.ended == "failed":
        _enqueue(turn, menu_steps.fallback_queue(turn.site, turn.call.line), "fallback")
        return
    if has_values(step.say):
        turn.add_fact(happened.InformationGiven(line=turn.call.line, sound=step.id))
        _update_step(turn, served=True)
    _go_to(turn, step.say.next)


def _step_of(turn: Turn) -> MenuStep:
    return turn.site.steps[_service_of(turn.call).step]


def _service_of(call: Call) -> SelfService:
    return call.self_service or SelfService()


def _update_step(turn: Turn, **changes: object) -> None:
    service = msgspec.structs.replace(_service_of(turn.call), **changes)
    if service != SelfService():
        turn.set_stage(turn.call.stage, self_service=service)


def forget_entries(turn: Turn) -> None:
    """Delete what the caller keyed in and looked up, once the call has left the menu."""
    if turn.call.self_service is not None and turn.call.stage not in STAGES:
        turn.set_stage(turn.call.stage, self_service=None)


def awaits_entry(call: Call, command_id: str) -> bool:
    """Return whether the command is the Collect of a step."""
    return call.stage is Stage.ENTERING and command_id == call.awaited_command


TRANSITIONS: dict[tuple[Stage, type[Signal]], common.Transition] = {
    (Stage.CHOOSING, port.DigitsCollected): _choose_option,
    (Stage.ENTERING, EntryCollected): _entry_collected,
    (Stage.LOOKING_UP, LookupAnswered): _lookup_answered,
    (Stage.LOOKING_UP, port.PlaybackEnded): _after_wait_prompt,
    (Stage.ANSWERING, port.PlaybackEnded): _after_answer,
    (Stage.INFORMING, port.PlaybackEnded): _after_information,
}
