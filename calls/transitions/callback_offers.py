"""The offer of a call-back during a wait: its number is confirmed, and it is promised. Pure.

Owns that dialogue. The caller's number is used directly if it came through a listed trunk and the site's plan permits
it; otherwise the caller keys in a number, hears it read back digit by digit, and confirms it. If this fails, the caller
hears a sentence and waits on. No state contains a number: commands have a placeholder.
"""

import msgspec

from call_router.routing import Cap, Promise
from calls.call import (
    Call,
    CallBack,
    Destination,
    NumberEntered,
    NumberEntry,
    PromiseRefused,
    Stage,
    Turn,
    card_of,
    encode,
)
from calls.transitions import common
from config.site.calls.call_backs import CallBacks, CallBackSentence
from config.site.calls.number_kinds import RefusalReason
from eventlog import facts as happened
from eventlog.facts.calls.routing import OverflowReason
from telephony import port
from telephony.port import CALLER, Signal

ACCEPT_KEY = "1"
NUMBER_PLACEHOLDER = "{number}"
"""Placeholder in a Play for the number that the caller keyed in; the driver replaces it on sending."""
MAX_MISSES = 3
"""Number of silences, invalid numbers and corrections after which the caller is not asked again."""
_REPLY_TIMEOUT_S = 5.0
_FIRST_DIGIT_TIMEOUT_S = 10.0
_DIGIT_TIMEOUT_S = 4.0
_MAX_DIGITS = 20
"""More digits than any number has, so that the caller ends the input and no key is left for the next question."""
_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000


def can_offer(call: Call) -> bool:
    """Return whether a call-back may be offered: not within a call-back, and only with a checked number."""
    return call.call_back is None and call.destination is not None


def awaits_number(call: Call, command_id: str) -> bool:
    """Return whether the command is the Collect for the caller's number."""
    return (
        bool(call.callback_offer_reason)
        and call.number_entry is not None
        and call.number_entry.step == "number"
        and command_id == call.awaited_command
    )


def offer(turn: Turn, reason: OverflowReason) -> None:
    """Offer a call-back to the caller's own number, or to one that they key in."""
    own = turn.call.destination
    assert own is not None, "a call-back is offered only with a number"
    rules = callback_rules(turn)
    if own.refused and own.kind != "hidden":
        _record_refusal(turn, own, own.refused)
    prompt = rules.offer_prompt if own.is_usable else rules.sentence_prompt("offer")
    _ask(turn, prompt)
    turn.set_stage(turn.call.stage, callback_offer_reason=reason, number_entry=None)


def handle_reply(turn: Turn, digits: str) -> bool:
    """Process a key of the caller; return whether the dialogue goes on, or ends in a promise."""
    call = turn.call
    if not call.callback_offer_reason:
        return False
    if call.number_entry is not None:
        return _confirm(turn, call.number_entry, digits)
    if digits != ACCEPT_KEY:
        return False
    if call.destination is not None and call.destination.is_usable:
        _promise(turn, call.destination)
    else:
        _ask_number(turn, NumberEntry())
    return True


def _ask(turn: Turn, *sounds: str) -> None:
    """Ask for one key."""
    turn.add_command(port.Play, sounds=sounds, interruptible=True)
    collect = turn.add_command(port.Collect, most=1, first_digit_s=_REPLY_TIMEOUT_S, terminator="", afresh=True)
    turn.set_stage(turn.call.stage, awaited_command=collect)


# --- confirmation of the number ---------------------------------------------------------------------------------------


def _ask_number(turn: Turn, entry: NumberEntry, first: CallBackSentence | None = None) -> None:
    sounds = (
        *((callback_rules(turn).sentence_prompt(first),) if first else ()),
        callback_rules(turn).sentence_prompt("ask"),
    )
    turn.add_command(port.Play, sounds=sounds, interruptible=True)
    collect = turn.add_command(
        port.Collect,
        most=_MAX_DIGITS,
        first_digit_s=_FIRST_DIGIT_TIMEOUT_S,
        between_digits_s=_DIGIT_TIMEOUT_S,
        terminator="#",
        afresh=True,
    )
    turn.set_stage(turn.call.stage, awaited_command=collect, number_entry=NumberEntry(misses=entry.misses))


def _number_entered(turn: Turn, signal: NumberEntered) -> None:
    """Read a permitted number back; otherwise ask again, or let the caller wait on."""
    turn.actor = CALLER
    entry, destination = turn.call.number_entry, signal.destination
    assert entry is not None, "no number was requested"
    if destination is None:
        _miss(turn, entry, "again")
    elif destination.refused:
        _record_refusal(turn, destination, destination.refused)
        _miss(turn, entry, "refused")
    else:
        turn.add_fact(
            happened.CallBackNumberKeyed(
                line=turn.call.line,
                queue=turn.call.queue,
                caller_ref=signal.caller_ref,
                caller_commitment=signal.caller_commitment,
                kind=destination.kind,
            )
        )
        read = turn.add_command(port.Play, sounds=(callback_rules(turn).sentence_prompt("heard"), NUMBER_PLACEHOLDER))
        entry = NumberEntry(step="readback", misses=entry.misses, destination=destination)
        turn.set_stage(turn.call.stage, awaited_command=read, number_entry=entry)


def confirm_after_readback(turn: Turn, signal: port.PlaybackEnded) -> bool:
    """Ask for the confirmation once the number was read back; return whether this was the prompt that ended."""
    entry = turn.call.number_entry
    if not turn.call.callback_offer_reason or entry is None or entry.step != "readback" or signal.ended == "failed":
        return False
    _ask(turn, callback_rules(turn).sentence_prompt("confirm"))
    turn.set_stage(turn.call.stage, number_entry=msgspec.structs.replace(entry, step="confirm"))
    return True


def _confirm(turn: Turn, entry: NumberEntry, digits: str) -> bool:
    if digits == ACCEPT_KEY and entry.destination is not None:
        _promise(turn, entry.destination)
    else:
        _miss(turn, entry)
    return True


def _miss(turn: Turn, entry: NumberEntry, first: CallBackSentence | None = None) -> None:
    misses = entry.misses + 1
    if misses < MAX_MISSES:
        _ask_number(turn, NumberEntry(misses=misses), first)
    else:
        _resume_wait(turn, "give_up")


def _resume_wait(turn: Turn, sentence: CallBackSentence) -> None:
    """Say why there is no call-back; music follows."""
    turn.set_stage(turn.call.stage, callback_offer_reason="", number_entry=None)
    common.play_prompt(turn, callback_rules(turn).sentence_prompt(sentence))


def _record_refusal(turn: Turn, destination: Destination, reason: RefusalReason) -> None:
    turn.add_fact(
        happened.CallBackRefused(
            line=turn.call.line, queue=turn.call.queue, reason=reason, given=destination.source, kind=destination.kind
        )
    )


# --- promise or refusal -----------------------------------------------------------------------------------------------


def _promise(turn: Turn, destination: Destination) -> None:
    """End the call with a promise; the call-back takes its place in the queue in the same act."""
    call, rules = turn.call, callback_rules(turn)
    assert call.callback_offer_reason, "no call-back was offered"
    call_back = _call_back_of(turn, destination)
    common.stop_ringing(turn)
    turn.add_fact(
        happened.CallOverflowed(line=call.line, queue=call.queue, reason=call.callback_offer_reason, to="call_back")
    )
    turn.add_fact(happened.CallBackPromised(line=call.line, queue=call.queue, call_back=call_back.id))
    common.end_call(turn, "callback", ended_by="system")
    card = msgspec.json.encode(card_of(call_back)).decode()
    turn.routing = Promise(
        call_back=call_back.id,
        state=encode(call_back),
        card=card,
        number=destination.blind_index,
        caps=_cap_limits(rules, destination),
    )
    common.play_farewell(turn, rules.promise_prompt, turn.line.goodbye_prompt)


def _call_back_of(turn: Turn, destination: Destination) -> Call:
    call = turn.call
    return Call(
        id=f"{call.id}-cb",
        line=call.line,
        gateway="",
        site_version=call.site_version,
        caller_ref=destination.ref or call.caller_ref,
        destination=destination,
        source_listed=call.source_listed,
        version=1,
        stage=Stage.TO_CALL,
        menu=call.menu,
        choices=call.choices,
        head_start_s=call.head_start_s,
        number_head_start_s=call.number_head_start_s,
        queue=call.queue,
        call_back=CallBack(original_call=call.id, expires_at=turn.now + callback_rules(turn).lifetime),
    )


def _cap_limits(rules: CallBacks, destination: Destination) -> tuple[Cap, ...]:
    caps = [
        Cap(name="hour", scope="", limit=rules.caps.per_hour, within_ms=_HOUR_MS),
        Cap(name="day", scope="", limit=rules.caps.per_day, within_ms=_DAY_MS),
        Cap(name="number", scope=destination.blind_index, limit=rules.caps.per_number, within_ms=_DAY_MS),
    ]
    if listed := destination.prefix:
        caps.append(Cap(name="prefix", scope=listed.prefix, limit=listed.per_day, within_ms=_DAY_MS))
    return tuple(caps)


def _promise_refused(turn: Turn, signal: PromiseRefused) -> None:
    turn.actor = "router"
    call = turn.call
    keyed = call.number_entry.destination if call.number_entry else None
    destination = keyed or call.destination
    assert destination is not None, "no number was accepted"
    if signal.cap:
        turn.add_fact(happened.CallBackCapReached(line=call.line, queue=call.queue, cap=signal.cap))
    else:
        _record_refusal(turn, destination, "open")
    _resume_wait(turn, "capped" if signal.cap else "open")


def callback_rules(turn: Turn) -> CallBacks:
    """Return the site's rules of call-backs."""
    rules = turn.site.call_backs
    assert rules is not None, "the site has no rules of call-backs"
    return rules


TRANSITIONS: dict[tuple[Stage, type[Signal]], common.Transition] = {
    (stage, signal): row
    for stage in (Stage.WAITING, Stage.RINGING)
    for signal, row in ((NumberEntered, _number_entered), (PromiseRefused, _promise_refused))
}
