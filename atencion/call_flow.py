"""The life of a call, as one pure table: ``step(call, signal, now, site)`` says what a signal makes of a call.

Read this file first. A call is a value: each row of `TABLE` takes the call in a stage and a signal, and gives the next
value, the facts that are now true, the commands that follow, and what changes in the queue. Whoever holds the value
(any process) can go on with the call. A signal that has no row, or does not fit, changes nothing.

It must not know Valkey, SIP or the clock: state is written by the driver, media are the gateway's, `now` is an
argument.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from atencion.call import Arrived, Call, Failed, GatewayGone, Stage, Step, Turn
from call_router.routing import AnswerOffer, DeclineOffer, Enqueue, Release, Routing
from call_router.signals import AdvisorAction, AdvisorAsked, AdvisorChosen, OfferLapsed
from config.calendars import is_open, next_opening
from config.site import Site
from eventlog import facts as happened
from eventlog.facts import Outcome
from ivr import menus
from ivr.spoken import opening_sounds
from telephony import port
from telephony.port import CALLER, Signal


def step(call: Call | None, signal: Signal, now: datetime, site: Site) -> Step | None:
    """Apply one signal to a call.

    Args:
        call: the call as it was committed last; None before its first signal.
        signal: what happened.
        now: the campaign's clock, aware UTC.
        site: the site of the call's version.

    Returns:
        The call's next value with its facts, commands (in the value) and routing; None when the signal does not fit,
        and nothing changes.
    """
    if isinstance(signal, Arrived):
        return _arrive(signal, now, site) if call is None else None
    if call is None:
        return None
    row = TABLE.get((call.stage, type(signal))) or EVERYWHERE.get(type(signal))
    if row is None or call.stage is Stage.ENDED or not _fits(call, signal):
        return None
    turn = Turn(call, now, site)
    row(turn, signal)
    return turn.done()


def _fits(call: Call, signal: Signal) -> bool:
    """Whether the signal is about what the call is doing now, not about something that is over."""
    match signal:
        case port.PlaybackEnded() | port.DigitsCollected():
            return signal.command_id == call.awaited
        case port.LegAnswered() | port.LegFailed():
            return signal.leg == _advisor_leg(call)
        case port.LegHungUp():
            return signal.leg in (CALLER, _advisor_leg(call))
        case OfferLapsed():
            return signal.offer == call.offer
        case AdvisorAsked():
            return signal.advisor == call.advisor and _is_news(call, signal.action)
        case _:
            return True


# --- the way in -------------------------------------------------------------------------------------------------------


def _arrive(signal: Arrived, now: datetime, site: Site) -> Step:
    call = Call(
        id=signal.call_id,
        line=signal.line,
        gateway=signal.gateway,
        site_version=site.version,
        caller_ref=signal.caller_ref,
    )
    turn = Turn(call, now, site)
    turn.actor = CALLER
    calendar = site.calendars[turn.line.calendar]
    in_hours = is_open(calendar, now)
    turn.fact(
        happened.CallIngressed(
            line=signal.line,
            gateway=signal.gateway,
            caller_ref=signal.caller_ref,
            caller_commitment=signal.caller_commitment,
            in_hours=in_hours,
        )
    )
    if signal.refused:
        _end(turn, "capacity_rejected", by="system")
    elif in_hours:
        turn.ask(port.Answer)
        welcome = turn.ask(port.Play, sounds=(turn.line.greeting, turn.line.notice))
        turn.become(Stage.WELCOMING, awaited=welcome)
    else:
        turn.ask(port.Answer)
        opens = next_opening(calendar, now)
        when = opening_sounds(now, opens) if opens else ()
        closed = turn.ask(port.Play, sounds=(turn.line.closed_prompt, *when, turn.line.goodbye_prompt))
        turn.become(Stage.AFTER_HOURS, awaited=closed)
    return turn.done()


def _welcomed(turn: Turn, signal: port.PlaybackEnded) -> None:
    if signal.ended == "failed":
        _apologise(turn, Failed(call_id=signal.call_id))
    else:
        turn.fact(happened.NoticePlayed(notice=turn.line.notice_version))
        _open_menu(turn, turn.line.menu)


def _said(turn: Turn, signal: port.PlaybackEnded) -> None:
    """The last thing that we had to say was said: hang up."""
    turn.ask(port.Hangup, leg=CALLER)
    _end(turn, _outcome(turn.call), by="system")


# --- the menu ---------------------------------------------------------------------------------------------------------


def _open_menu(turn: Turn, menu: str) -> None:
    turn.fact(happened.MenuEntered(line=turn.call.line, menu=menu))
    turn.become(Stage.CHOOSING, menu=menu, misses=0)
    _read_menu(turn, menus.enter(turn.site, menu).sounds)


def _read_menu(turn: Turn, sounds: tuple[str, ...]) -> None:
    opened = menus.enter(turn.site, turn.call.menu)
    turn.ask(port.Play, sounds=sounds, interruptible=opened.interruptible)
    collect = turn.ask(port.Collect, most=1, first_digit_s=opened.first_digit_s, terminator="")
    turn.become(Stage.CHOOSING, awaited=collect)


def _chose(turn: Turn, signal: port.DigitsCollected) -> None:
    turn.actor = CALLER
    choice = menus.choose(turn.site, turn.call.menu, turn.call.misses, signal.digits)
    if isinstance(choice, menus.Again) or (isinstance(choice, menus.ToQueue) and choice.option is None):
        kind: Literal["silence", "wrong_key"] = "wrong_key" if signal.digits else "silence"
        turn.fact(happened.MenuInputRejected(line=turn.call.line, menu=turn.call.menu, kind=kind))
    else:
        turn.fact(happened.MenuSelected(line=turn.call.line, menu=turn.call.menu, option=signal.digits))
        turn.become(Stage.CHOOSING, choices=(*turn.call.choices, (turn.call.menu, signal.digits)))
    _follow(turn, choice)


def _follow(turn: Turn, choice: menus.Choice) -> None:
    match choice:
        case menus.Again(sounds=sounds):
            turn.become(Stage.CHOOSING, misses=turn.call.misses + 1)
            _read_menu(turn, sounds)
        case menus.ToMenu(menu=menu):
            _open_menu(turn, menu)
        case menus.ToQueue(queue=queue, reason=reason, sounds=sounds):
            _enqueue(turn, queue, reason, sounds)
        case menus.Inform(sound=sound):
            turn.become(Stage.INFORMING, awaited=turn.ask(port.Play, sounds=(sound,)), information=sound)


def _informed(turn: Turn, signal: port.PlaybackEnded) -> None:
    turn.fact(happened.InformationGiven(line=turn.call.line, sound=turn.call.information))
    turn.become(Stage.PARTING, awaited=turn.ask(port.Play, sounds=(turn.line.goodbye_prompt,)))


# --- the queue --------------------------------------------------------------------------------------------------------


def _enqueue(turn: Turn, queue_id: str, reason: str, before: tuple[str, ...]) -> None:
    turn.become(Stage.WAITING, queue=queue_id)
    queue = turn.queue
    threshold_ms = queue.threshold_s * 1000
    turn.fact(happened.CallQueued(line=turn.call.line, queue=queue_id, reason=reason, threshold_ms=threshold_ms))
    turn.routing = Enqueue(
        line=turn.call.line,
        queue=queue_id,
        threshold_ms=threshold_ms,
        ring_ms=queue.ring_s * 1000,
        wrap_up_ms=queue.wrap_up_s * 1000,
    )
    turn.become(Stage.WAITING, awaited=turn.ask(port.Play, sounds=(*before, queue.wait_prompt)))


def _play_music(turn: Turn, signal: port.PlaybackEnded) -> None:
    turn.ask(port.Music, leg=CALLER, sound=turn.queue.music)
    turn.become(turn.call.stage, awaited="")


def _ring(turn: Turn, signal: AdvisorChosen) -> None:
    turn.actor = "router"
    turn.become(Stage.RINGING, offer=signal.offer, advisor=signal.advisor)
    turn.ask(port.Ring, leg=_advisor_leg(turn.call), address=signal.address, timeout_s=signal.ring_ms / 1000)


def _advisor_answers(turn: Turn, signal: port.LegAnswered) -> None:
    call = turn.call
    turn.actor = f"advisor:{call.advisor}"
    turn.fact(happened.CallAnswered(line=call.line, queue=call.queue, advisor=call.advisor, offer=call.offer))
    turn.routing = AnswerOffer(offer=call.offer)
    turn.ask(port.Bridge, leg=CALLER, other=signal.leg)
    turn.become(Stage.TALKING, awaited="")


def _offer_fails(turn: Turn, signal: port.LegFailed) -> None:
    reason = "failed" if signal.cause == "cancelled" else signal.cause
    _wait_again(turn, DeclineOffer(offer=turn.call.offer, reason=reason))


def _offer_lapses(turn: Turn, signal: OfferLapsed) -> None:
    """The router gave up the offer: its facts are written, the phone must fall silent."""
    turn.ask(port.Hangup, leg=_advisor_leg(turn.call))
    _wait_again(turn, None)


def _wait_again(turn: Turn, routing: Routing | None) -> None:
    turn.actor = "router" if routing is None else f"advisor:{turn.call.advisor}"
    turn.routing = routing
    turn.become(Stage.WAITING, advisor="")


# --- the talk ---------------------------------------------------------------------------------------------------------

TalkFact = happened.CallHeld | happened.CallRetrieved | happened.CallMuted | happened.CallUnmuted

# What an advisor may ask for in talk: which field of the call it changes, to what, and the fact of it.
_WISHES: dict[AdvisorAction, tuple[str, bool, type[TalkFact]]] = {
    "hold": ("held", True, happened.CallHeld),
    "retrieve": ("held", False, happened.CallRetrieved),
    "mute": ("muted", True, happened.CallMuted),
    "unmute": ("muted", False, happened.CallUnmuted),
}


def _is_news(call: Call, action: AdvisorAction) -> bool:
    """Whether it is not so already: asking twice is asking once."""
    wish = _WISHES.get(action)
    return wish is None or getattr(call, wish[0]) is not wish[1]


def _advisor_asks(turn: Turn, signal: AdvisorAsked) -> None:
    turn.actor = f"advisor:{signal.advisor}"
    if signal.action == "hang_up":
        turn.ask(port.Hangup, leg=_advisor_leg(turn.call))
        turn.ask(port.Hangup, leg=CALLER)
        _end(turn, "answered", by="advisor")
        return
    field, value, fact = _WISHES[signal.action]
    turn.fact(fact(line=turn.call.line, queue=turn.call.queue, advisor=turn.call.advisor))
    turn.become(Stage.TALKING, **{field: value})
    if field == "held":
        turn.ask(port.Hold, leg=CALLER, held=value, sound=turn.queue.music if value else "")
    else:
        turn.ask(port.Mute, leg=_advisor_leg(turn.call), muted=value)


# --- the way out ------------------------------------------------------------------------------------------------------


def _caller_leaves(turn: Turn, signal: port.LegHungUp) -> None:
    """The caller hangs up before an advisor answered."""
    if signal.leg != CALLER:
        _offer_fails(turn, port.LegFailed(call_id=signal.call_id, leg=signal.leg, cause="failed"))
        return
    turn.actor = CALLER
    if turn.call.stage is Stage.RINGING:
        turn.ask(port.Hangup, leg=_advisor_leg(turn.call))
    if signal.cause == "shutdown":
        _end(turn, _outcome_of_failure(turn.call), by="failure")
    else:
        _end(turn, _outcome(turn.call), by="caller")


def _talk_ends(turn: Turn, signal: port.LegHungUp) -> None:
    """Either side hangs up; the other leg is ended too."""
    by_caller = signal.leg == CALLER
    turn.actor = CALLER if by_caller else f"advisor:{turn.call.advisor}"
    turn.ask(port.Hangup, leg=_advisor_leg(turn.call) if by_caller else CALLER)
    by = "caller" if by_caller else "advisor"
    _end(turn, "answered", by="failure" if signal.cause == "shutdown" else by)


def _gateway_gone(turn: Turn, signal: GatewayGone) -> None:
    turn.actor = "router"
    _end(turn, _outcome_of_failure(turn.call), by="failure")


def _apologise(turn: Turn, signal: Failed) -> None:
    """Never silence: the call ends in the log, and the gateway sees the caller out with an apology and a number."""
    if turn.call.stage in (Stage.RINGING, Stage.TALKING):
        turn.ask(port.Hangup, leg=_advisor_leg(turn.call))
    turn.ask(port.Rescue, leg=CALLER, sounds=(turn.line.apology_prompt,), fallback=turn.line.fallback)
    _end(turn, _outcome_of_failure(turn.call), by="failure")


def _end(turn: Turn, outcome: Outcome, *, by: str) -> None:
    """The one place where a call ends in the log: one outcome, and the router lets go of it."""
    call = turn.call
    turn.fact(
        happened.CallEnded(line=call.line, queue=call.queue, outcome=outcome, stage=call.stage.value, ended_by=by)
    )
    turn.routing = Release()
    turn.become(Stage.ENDED, awaited="", held=False, muted=False, outcome=outcome)


# What a call's outcome is when it ends in a stage, unless something failed.
_OUTCOMES: dict[Stage, Outcome] = {
    Stage.AFTER_HOURS: "after_hours",
    Stage.PARTING: "self_served",
    Stage.WAITING: "abandoned_queue",
    Stage.RINGING: "abandoned_queue",
    Stage.TALKING: "answered",
}


def _outcome(call: Call) -> Outcome:
    return _OUTCOMES.get(call.stage, "abandoned_ivr")


def _outcome_of_failure(call: Call) -> Outcome:
    return "answered" if call.stage is Stage.TALKING else "technical_failure"


def _advisor_leg(call: Call) -> str:
    return f"advisor-{call.offer}"


# --- the table --------------------------------------------------------------------------------------------------------

Row = Callable[..., None]

TABLE: dict[tuple[Stage, type[Signal]], Row] = {
    (Stage.WELCOMING, port.PlaybackEnded): _welcomed,
    (Stage.WELCOMING, port.LegHungUp): _caller_leaves,
    (Stage.AFTER_HOURS, port.PlaybackEnded): _said,
    (Stage.AFTER_HOURS, port.LegHungUp): _caller_leaves,
    (Stage.CHOOSING, port.DigitsCollected): _chose,
    (Stage.CHOOSING, port.LegHungUp): _caller_leaves,
    (Stage.INFORMING, port.PlaybackEnded): _informed,
    (Stage.INFORMING, port.LegHungUp): _caller_leaves,
    (Stage.PARTING, port.PlaybackEnded): _said,
    (Stage.PARTING, port.LegHungUp): _caller_leaves,
    (Stage.WAITING, port.PlaybackEnded): _play_music,
    (Stage.WAITING, AdvisorChosen): _ring,
    (Stage.WAITING, port.LegHungUp): _caller_leaves,
    (Stage.RINGING, port.PlaybackEnded): _play_music,
    (Stage.RINGING, port.LegAnswered): _advisor_answers,
    (Stage.RINGING, port.LegFailed): _offer_fails,
    (Stage.RINGING, OfferLapsed): _offer_lapses,
    (Stage.RINGING, port.LegHungUp): _caller_leaves,
    (Stage.TALKING, AdvisorAsked): _advisor_asks,
    (Stage.TALKING, port.LegHungUp): _talk_ends,
}
EVERYWHERE: dict[type[Signal], Row] = {GatewayGone: _gateway_gone, Failed: _apologise}
