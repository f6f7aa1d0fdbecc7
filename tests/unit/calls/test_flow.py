"""The step table: every call has a next step, ends once, and ignores signals that do not fit."""

from datetime import UTC, datetime

import msgspec
import pytest

from call_router.acts import CallCard
from call_router.routing import AnswerOffer, DeclineOffer, Enqueue, ReleaseCall
from call_router.signals import (
    ADVISOR_ACTIONS,
    AdvisorAction,
    AdvisorAsked,
    AdvisorChosen,
    AnnouncementDue,
    OfferLapsed,
)
from calls.call import (
    Call,
    CallArrived,
    Destination,
    GatewayGone,
    Stage,
    StepResult,
    SystemFailure,
    card_of,
    decode,
    encode,
)
from calls.flow import ANY_STAGE, TABLE, step
from config.site.model import Site
from eventlog.facts import (
    CallAnswered,
    CallEnded,
    CallHeld,
    CallIngressed,
    CallMuted,
    CallQueued,
    CallRefused,
    CallRetrieved,
    CallUnmuted,
    KeysSent,
    MenuEntered,
    MenuSelected,
    NoticePlayed,
    NoticeSkipped,
    WishRefused,
)
from telephony import port
from telephony.port import CALLER, Signal
from telephony.port.signals import PlaybackEnd
from tests.support.site_folders import sample_site

SITE = sample_site()
OPEN = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Bogotá
CLOSED = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # 1:00 in Bogotá
ID = "call-1"


MOBILE = Destination(kind="mobile", source="network", blind_index="p" * 64)
HIDDEN = Destination(kind="hidden", source="network", refused="hidden")


def arrived(
    line: str = "bogota", refused: str | None = None, *, dialable: bool = True, recordable: bool = False
) -> CallArrived:
    return CallArrived(
        call_id=ID,
        line=line,
        gateway="fake-1",
        caller_ref="a" * 32,
        caller_commitment="b" * 64,
        destination=MOBILE if dialable else HIDDEN,
        recordable=recordable,
        refused=refused,
    )


def begin(line: str = "bogota", now: datetime = OPEN, refused: str | None = None) -> StepResult:
    result = step(None, arrived(line, refused), now, SITE)
    assert result is not None
    return result


def go(call: Call, signal: Signal) -> StepResult:
    result = step(call, signal, OPEN, SITE)
    assert result is not None, f"{type(signal).__name__} does not fit {call.stage}"
    return result


def play_ended(call: Call, ended: PlaybackEnd = "finished") -> port.PlaybackEnded:
    return port.PlaybackEnded(call_id=ID, command_id=call.awaited_command, ended=ended)


def pressed(call: Call, digits: str) -> port.DigitsCollected:
    return port.DigitsCollected(call_id=ID, command_id=call.awaited_command, digits=digits, ended="complete")


def chosen(offer: int = 1, advisor: str = "asesor1", queue: str = "credito") -> AdvisorChosen:
    return AdvisorChosen(
        call_id=ID, advisor=advisor, address=f"sip:{advisor}@127.0.0.1", queue=queue, offer=offer, ring_ms=15000
    )


def asked(action: AdvisorAction, advisor: str = "asesor1", target: str = "") -> AdvisorAsked:
    return AdvisorAsked(call_id=ID, advisor=advisor, action=action, target=target)


def hung_up(leg: str = CALLER, cause: port.HangupCause = "normal") -> port.LegHungUp:
    return port.LegHungUp(call_id=ID, leg=leg, cause=cause)


def waiting() -> Call:
    call = go(begin().call, play_ended(begin().call)).call
    return go(call, pressed(call, "1")).call


def talking(*, recordable: bool = False) -> Call:
    ringing = go(msgspec.structs.replace(waiting(), recordable=recordable), chosen()).call
    return answer(ringing).call


def picked_up(leg: str = "advisor-1") -> tuple[Signal, Signal]:
    """Take the steps until an advisor's phone is picked up and the bridge stands."""
    return port.LegAnswered(call_id=ID, leg=leg), port.LegBridged(call_id=ID, leg=leg)


def answer(call: Call, site: Site = SITE, leg: str = "advisor-1") -> StepResult:
    """Return the last step of `picked_up`."""
    for signal in picked_up(leg):
        result = step(call, signal, OPEN, site)
        assert result is not None, signal
        call = result.call
    return result


def commands(call: Call) -> list[type[port.Command]]:
    return [type(command) for command in call.commands]


def refusals(result: StepResult) -> list[tuple[str, str]]:
    """Return the refused requests and their reasons."""
    return [(fact.action, fact.reason) for fact in result.facts if isinstance(fact, WishRefused)]


def test_a_call_in_hours_is_answered_and_welcomed_with_the_notice() -> None:
    """In opening hours the line answers, greets, and plays the notice before anything else."""
    result = begin()
    assert commands(result.call) == [port.Answer, port.Play]
    assert result.call.commands[1].sounds == (SITE.lines["bogota"].greeting, SITE.lines["bogota"].notice)  # type: ignore[union-attr]
    assert [type(fact) for fact in result.facts] == [CallIngressed]


def test_a_key_ends_the_greeting_and_the_notice_of_a_recorded_line_is_heard_whole() -> None:
    """On a recorded line a key skips the greeting but not the notice; then the menu plays."""
    greeted = step(None, arrived(recordable=True), OPEN, SITE)
    assert greeted is not None
    greeting = greeted.call.commands[1]
    assert greeting == port.Play(
        id=greeting.id, call_id=ID, sounds=(SITE.lines["bogota"].greeting,), interruptible=True
    )
    noticed = go(greeted.call, play_ended(greeted.call, "interrupted"))
    (notice,) = noticed.call.commands
    assert notice == port.Play(id=notice.id, call_id=ID, sounds=(SITE.lines["bogota"].notice,), interruptible=False)
    assert noticed.facts == ()
    opened = go(noticed.call, play_ended(noticed.call))
    assert [type(fact) for fact in opened.facts] == [NoticePlayed, MenuEntered]
    assert opened.call.has_heard_notice


def test_a_key_skips_the_notice_where_nothing_is_recorded() -> None:
    """On a line without recording a key skips greeting and notice, and no NoticePlayed is written."""
    call = begin().call
    assert call.commands[1].interruptible  # type: ignore[union-attr]
    result = go(call, play_ended(call, "interrupted"))
    assert [type(fact) for fact in result.facts] == [NoticeSkipped, MenuEntered]
    assert not result.call.has_heard_notice


def test_a_notice_that_cannot_be_played_ends_the_call_with_an_apology() -> None:
    """If the notice of a recorded line fails, the caller hears the apology."""
    call = step(None, arrived(recordable=True), OPEN, SITE).call  # type: ignore[union-attr]
    noticed = go(call, play_ended(call)).call
    result = go(noticed, play_ended(noticed, "failed"))
    assert port.Rescue in commands(result.call)
    assert outcome(result) == "technical_failure"


def test_the_notice_is_a_fact_only_once_it_was_heard() -> None:
    """NoticePlayed is written at the end of the notice, with the version of its text."""
    call = begin().call
    result = go(call, play_ended(call))
    assert NoticePlayed(notice=SITE.lines["bogota"].notice_version) in result.facts
    assert result.call.stage is Stage.CHOOSING


def test_out_of_hours_the_caller_hears_when_the_line_opens_and_the_call_ends_so() -> None:
    """A closed line says when it opens next and hangs up; the outcome is after_hours."""
    call = begin(now=CLOSED).call
    sounds = call.commands[1].sounds  # type: ignore[union-attr]
    assert sounds[0] == SITE.lines["bogota"].closed_prompt
    assert len(sounds) > 2
    result = go(call, play_ended(call))
    assert commands(result.call) == [port.Hangup]
    assert outcome(result) == "after_hours"


def outcome(result: StepResult) -> str:
    ends = [fact for fact in result.facts if isinstance(fact, CallEnded)]
    assert len(ends) == 1
    assert isinstance(result.routing, ReleaseCall)
    return ends[0].outcome


def test_a_call_refused_for_capacity_is_ingressed_and_ends_at_once() -> None:
    """A call refused with 503 is still counted as ingressed, with outcome capacity_rejected."""
    result = begin(refused="capacity")
    assert isinstance(result.facts[0], CallIngressed)
    assert outcome(result) == "capacity_rejected"
    assert result.call.commands == ()


def test_a_call_that_finds_no_memory_hears_the_apology_and_goes_to_the_fallback() -> None:
    """The call is counted with its reason and ends as a rejection; the gateway plays the apology and the fallback."""
    result = step(None, msgspec.structs.replace(arrived(), refusal="memory"), OPEN, SITE)
    assert result is not None
    assert [type(fact) for fact in result.facts] == [CallIngressed, CallRefused, CallEnded]
    assert result.facts[1] == CallRefused(line="bogota", reason="memory")
    assert outcome(result) == "capacity_rejected"
    (rescue,) = result.call.commands
    assert isinstance(rescue, port.Rescue)
    line = SITE.lines["bogota"]
    assert (rescue.sounds, rescue.fallback) == ((line.apology_prompt,), line.fallback)


@pytest.mark.parametrize("line", ["bogota", "nacional", "quejas"])
def test_one_in_each_first_menu_leads_to_a_queue(line: str) -> None:
    """On each line, key 1 leads to a queue, and the queue's settings are sent with the call."""
    call = begin(line).call
    call = go(call, play_ended(call)).call
    result = go(call, pressed(call, "1"))
    queue = SITE.queues[result.call.queue]
    assert isinstance(result.routing, Enqueue)
    assert result.routing.threshold_ms == queue.threshold_s * 1000
    assert any(isinstance(fact, MenuSelected) and fact.option == "1" for fact in result.facts)
    assert any(isinstance(fact, CallQueued) and fact.reason == "menu" for fact in result.facts)


def test_silence_is_forgiven_twice_and_then_leads_to_an_advisor() -> None:
    """After two silences the menu repeats; the third sends the call to a queue, by fallback."""
    call = begin().call
    call = go(call, play_ended(call)).call
    for _ in range(2):
        call = go(call, pressed(call, "")).call
        assert call.stage is Stage.CHOOSING
    result = go(call, pressed(call, ""))
    assert result.call.stage is Stage.WAITING
    assert any(isinstance(fact, CallQueued) and fact.reason == "fallback" for fact in result.facts)


def test_music_follows_the_words_while_waiting() -> None:
    """When the queue's announcement ends, the caller hears music."""
    call = waiting()
    assert commands(go(call, play_ended(call)).call) == [port.Music]


def connecting() -> Call:
    """Take the steps until the advisor picked up and the gateway has not confirmed the bridge."""
    return go(go(waiting(), chosen()).call, port.LegAnswered(call_id=ID, leg="advisor-1")).call


def test_the_chosen_advisor_is_rung_and_bridged_and_only_then_answered() -> None:
    """AdvisorChosen rings the phone, its answer bridges the legs, and the bridge writes CallAnswered."""
    ringing = go(waiting(), chosen()).call
    assert commands(ringing) == [port.Ring]
    bridging = go(ringing, port.LegAnswered(call_id=ID, leg="advisor-1"))
    assert (commands(bridging.call), bridging.facts, bridging.routing) == ([port.Bridge], (), None)
    result = go(bridging.call, port.LegBridged(call_id=ID, leg="advisor-1"))
    assert (commands(result.call), result.routing) == ([], AnswerOffer(offer=1))
    assert any(isinstance(fact, CallAnswered) and fact.advisor == "asesor1" for fact in result.facts)


def test_advisor_gone_before_bridge_has_not_answered() -> None:
    """The offer is declined, and the caller hears the queue's announcement and keeps waiting."""
    result = go(connecting(), hung_up("advisor-1"))
    assert (result.call.stage, result.call.picked_up, result.facts) == (Stage.WAITING, (), ())
    assert result.routing == DeclineOffer(offer=1, reason="failed")
    assert [(type(each), each.leg) for each in result.call.commands] == [(port.Play, CALLER)]
    assert commands(go(result.call, play_ended(result.call)).call) == [port.Music]
    assert outcome(go(result.call, hung_up())) == "abandoned_queue"
    answered = answer(go(result.call, chosen(2, "asesor2")).call, leg="advisor-2")
    assert (answered.call.stage, answered.call.advisor) == (Stage.TALKING, "asesor2")


def test_caller_gone_before_bridge_was_not_answered() -> None:
    """The caller left the queue while the advisor was being connected."""
    result = go(connecting(), hung_up())
    assert (outcome(result), commands(result.call)) == ("abandoned_queue", [port.Hangup])


def test_announcement_that_bridge_cuts_short_starts_no_music() -> None:
    """An announcement that the bridge cuts short starts no music, and no queue position is announced."""
    call = connecting()
    assert step(call, play_ended(waiting()), OPEN, SITE) is None
    assert step(call, AnnouncementDue(call_id=ID, queue=call.queue, position=1, estimate_ms=0), OPEN, SITE) is None


def test_call_whose_gateway_dies_over_bridge_was_answered() -> None:
    """Both sides may have heard each other: the call is first answered, without recording, and then ends."""
    result = go(msgspec.structs.replace(connecting(), recordable=True, has_heard_notice=True), GatewayGone(call_id=ID))
    assert (result.call.stage, result.routing) == (Stage.TALKING, AnswerOffer(offer=1))
    assert [type(fact) for fact in result.facts] == [CallAnswered]
    assert outcome(go(result.call, GatewayGone(call_id=ID))) == "answered"
    assert outcome(go(go(waiting(), chosen()).call, GatewayGone(call_id=ID))) == "technical_failure"


@pytest.mark.parametrize("cause", ["busy", "declined", "no_answer", "unreachable", "failed"])
def test_each_phone_failure_declines_offer_with_its_reason_and_call_waits_again(cause: port.LegFailure) -> None:
    """Each phone failure declines the offer with its reason, and the call waits again."""
    result = go(go(waiting(), chosen()).call, port.LegFailed(call_id=ID, leg="advisor-1", cause=cause))
    assert result.routing == DeclineOffer(offer=1, reason=cause)  # type: ignore[arg-type]
    assert result.call.stage is Stage.WAITING


def test_a_lapsed_offer_silences_the_phone_without_new_facts() -> None:
    """The router already wrote the facts of a lapsed offer, so the step only stops the ringing."""
    result = go(go(waiting(), chosen()).call, OfferLapsed(call_id=ID, offer=1))
    assert commands(result.call) == [port.Hangup]
    assert result.facts == ()
    assert result.routing is None


def ringing_three() -> Call:
    call = waiting()
    for offer in (1, 2, 3):
        call = go(call, chosen(offer, f"asesor{offer}")).call
    return call


def test_bridged_phone_stops_other_two() -> None:
    """The second of three picks up; once that phone is bridged, the other two stop ringing."""
    call = ringing_three()
    assert [each.leg for each in call.commands] == ["advisor-3"]
    result = answer(call, leg="advisor-2")
    assert [(type(each), each.leg) for each in result.call.commands] == [
        (port.Hangup, "advisor-1"),
        (port.Hangup, "advisor-3"),
    ]
    assert result.routing == AnswerOffer(offer=2)
    assert (result.call.advisor, result.call.offer, result.call.ringing_offers) == ("asesor2", 2, ())
    assert step(result.call, port.LegAnswered(call_id=ID, leg="advisor-3"), OPEN, SITE) is None
    assert step(result.call, OfferLapsed(call_id=ID, offer=1), OPEN, SITE) is None


def test_first_is_bridged_if_two_phones_are_picked_up() -> None:
    """If two phones are picked up, the first is bridged; if it fails, the second is."""
    call = go(ringing_three(), port.LegAnswered(call_id=ID, leg="advisor-2")).call
    both = go(call, port.LegAnswered(call_id=ID, leg="advisor-3")).call
    assert (both.picked_up, both.commands) == ((2, 3), ())
    result = go(both, hung_up("advisor-2"))
    assert (result.routing, result.call.stage) == (DeclineOffer(offer=2, reason="failed"), Stage.RINGING)
    assert [getattr(each, "other", "") for each in result.call.commands] == ["advisor-3"]
    assert go(result.call, port.LegBridged(call_id=ID, leg="advisor-3")).call.advisor == "asesor3"


def test_a_phone_that_fails_leaves_the_others_ringing() -> None:
    """One phone declines and one lapses, and the third still rings; after it the call waits again."""
    call = ringing_three()
    result = go(call, port.LegFailed(call_id=ID, leg="advisor-1", cause="declined"))
    assert (result.routing, result.call.stage) == (DeclineOffer(offer=1, reason="declined"), Stage.RINGING)
    result = go(result.call, OfferLapsed(call_id=ID, offer=3))
    assert (commands(result.call), result.call.stage) == ([port.Hangup], Stage.RINGING)
    result = go(result.call, port.LegFailed(call_id=ID, leg="advisor-2", cause="busy"))
    assert (result.routing, result.call.stage) == (DeclineOffer(offer=2, reason="busy"), Stage.WAITING)


def test_all_phones_stop_ringing_when_caller_leaves() -> None:
    """When the caller leaves, all phones stop ringing."""
    result = go(ringing_three(), hung_up())
    assert [each.leg for each in result.call.commands] == ["advisor-1", "advisor-2", "advisor-3"]
    assert outcome(result) == "abandoned_queue"


def test_an_offer_of_another_queue_or_an_old_one_rings_nowhere() -> None:
    """An offer that the router made before the call changed queue is ignored."""
    assert step(waiting(), chosen(queue="pagos"), OPEN, SITE) is None
    again = go(go(waiting(), chosen(2)).call, port.LegFailed(call_id=ID, leg="advisor-2", cause="busy")).call
    assert step(again, chosen(2), OPEN, SITE) is None


def test_line_and_option_give_a_head_start() -> None:
    """The priorities of line, option and number are added, sent with the call to its queue, and stated."""
    line = msgspec.structs.replace(SITE.lines["bogota"], head_start_s=5)
    menu = SITE.menus["bogota"]
    option = msgspec.structs.replace(menu.options["1"], head_start_s=20)
    menu = msgspec.structs.replace(menu, options={**menu.options, "1": option})
    site = msgspec.structs.replace(SITE, lines={**SITE.lines, "bogota": line}, menus={**SITE.menus, "bogota": menu})
    begun = step(None, msgspec.structs.replace(arrived(), head_start_s=120), OPEN, site)
    assert begun is not None
    assert card_of(begun.call).head_start_s == 0
    welcomed = step(begun.call, play_ended(begun.call), OPEN, site)
    assert welcomed is not None
    result = step(welcomed.call, pressed(welcomed.call, "1"), OPEN, site)
    assert result is not None
    assert isinstance(result.routing, Enqueue)
    assert result.routing.head_start_ms == 145_000
    [queued] = [each for each in result.facts if isinstance(each, CallQueued)]
    assert (queued.head_start_s, queued.number_head_start_s) == (145, 120)
    card = card_of(result.call)
    assert (card.head_start_s, card.number_head_start_s) == (145, 120)


def test_ringing_stops_and_call_is_abandoned_in_queue() -> None:
    """If the caller hangs up while a phone rings, the ringing stops and the call is abandoned in the queue."""
    result = go(go(waiting(), chosen()).call, hung_up())
    assert commands(result.call) == [port.Hangup]
    assert outcome(result) == "abandoned_queue"


@pytest.mark.parametrize(("leg", "other"), [(CALLER, "advisor-1"), ("advisor-1", CALLER)])
def test_either_side_ends_the_talk_and_the_other_is_hung_up(leg: str, other: str) -> None:
    """Either hang-up ends the talk for both, with outcome answered."""
    result = go(talking(), hung_up(leg))
    assert [(type(c), c.leg) for c in result.call.commands] == [(port.Hangup, other)]
    assert outcome(result) == "answered"


def test_hold_gives_the_caller_music_and_retrieve_gives_the_advisor_back() -> None:
    """The caller's leg is held with its queue's music; hold and retrieve are facts by the advisor."""
    call = talking()
    result = go(call, asked("hold"))
    queue = SITE.queues[call.queue]
    [command] = result.call.commands
    assert isinstance(command, port.Hold)
    assert (command.leg, command.held, command.sound) == (CALLER, True, queue.music)
    assert result.facts == (CallHeld(line="bogota", queue=queue.id, advisor="asesor1"),)
    assert (result.actor, result.routing, result.call.held) == ("advisor:asesor1", None, True)
    back = go(result.call, asked("retrieve"))
    [command] = back.call.commands
    assert isinstance(command, port.Hold)
    assert (command.leg, command.held) == (CALLER, False)
    assert back.facts == (CallRetrieved(line="bogota", queue=queue.id, advisor="asesor1"),)
    assert not back.call.held


@pytest.mark.parametrize(("action", "muted", "kind"), [("mute", True, CallMuted), ("unmute", False, CallUnmuted)])
def test_mute_keeps_the_advisors_voice_from_the_caller(
    action: AdvisorAction, muted: bool, kind: type[CallMuted | CallUnmuted]
) -> None:
    """Mute and unmute act on the advisor's leg."""
    call = talking() if muted else go(talking(), asked("mute")).call
    result = go(call, asked(action))
    [command] = result.call.commands
    assert isinstance(command, port.Mute)
    assert (command.leg, command.muted) == ("advisor-1", muted)
    assert result.facts == (kind(line="bogota", queue=call.queue, advisor="asesor1"),)
    assert result.call.muted is muted


def test_keys_go_to_the_callers_side_and_the_log_has_their_number_only() -> None:
    """The command holds the encrypted form, and the fact how many; nothing of the conversation changes."""
    call = talking()
    result = go(call, asked("send_keys", target="4:c2VjcmV0"))
    [command] = result.call.commands
    assert isinstance(command, port.SendDigits)
    assert (command.leg, command.digits) == (CALLER, "4:c2VjcmV0")
    assert result.facts == (KeysSent(line="bogota", queue=call.queue, advisor="asesor1", keys=4),)
    assert (result.actor, result.routing) == ("advisor:asesor1", None)
    assert msgspec.structs.replace(result.call, version=call.version, commands=call.commands) == call


@pytest.mark.parametrize("target", ["", "0:x", "33:x", "-1:x", "x", "²:x"])
def test_request_without_keys_is_refused(target: str) -> None:
    """A request must name 1 to 32 keys."""
    [refusal] = go(talking(), asked("send_keys", target=target)).facts
    assert isinstance(refusal, WishRefused)


def test_keys_wait_until_the_caller_is_there() -> None:
    """On hold and in a consultation keys are refused with the reason; in a conference they are sent."""
    keys = asked("send_keys", target="1:x")
    held = go(talking(), asked("hold")).call
    consulting = go(talking(), asked("consult", target="advisor:asesor2")).call
    for call, reason in ((held, "on_hold"), (consulting, "consulting")):
        result = go(call, keys)
        assert [(type(fact), getattr(fact, "reason", "")) for fact in result.facts] == [(WishRefused, reason)]
        assert commands(result.call) == []


def test_second_hold_changes_nothing() -> None:
    """A second hold changes nothing, and a caller who is not on hold cannot be retrieved."""
    call = talking()
    assert step(call, asked("retrieve"), OPEN, SITE) is None
    assert step(call, asked("unmute"), OPEN, SITE) is None
    on_hold = go(go(call, asked("hold")).call, asked("mute")).call
    assert step(on_hold, asked("hold"), OPEN, SITE) is None
    assert step(on_hold, asked("mute"), OPEN, SITE) is None


def test_the_advisor_hangs_up_by_asking() -> None:
    """A hang-up request ends both legs; the call was answered, and the advisor ended it."""
    result = go(go(talking(), asked("hold")).call, asked("hang_up"))
    assert [(type(c), c.leg) for c in result.call.commands] == [(port.Hangup, "advisor-1"), (port.Hangup, CALLER)]
    assert outcome(result) == "answered"
    assert [fact.ended_by for fact in result.facts if isinstance(fact, CallEnded)] == ["advisor"]
    assert result.actor == "advisor:asesor1"


def test_caller_who_hangs_up_on_hold_ends_call() -> None:
    """The call ends without a retrieve first, and an ended call is not on hold."""
    result = go(go(talking(), asked("hold")).call, hung_up())
    assert [type(fact) for fact in result.facts] == [CallEnded]
    assert (outcome(result), result.call.held) == ("answered", False)


@pytest.mark.parametrize("action", sorted(ADVISOR_ACTIONS))
def test_requests_of_another_advisor_and_requests_before_answer_change_nothing(action: AdvisorAction) -> None:
    """Requests of another advisor, and requests before the answer, change nothing."""
    assert step(talking(), asked(action, "asesor2"), OPEN, SITE) is None
    assert step(go(waiting(), chosen()).call, asked(action), OPEN, SITE) is None
    assert step(waiting(), asked(action, ""), OPEN, SITE) is None


def test_card_has_line_menu_choices_hold_and_mute() -> None:
    """The card has line, menu, choices, hold and mute, and neither the number nor internal state."""
    call = talking()
    act = go(go(call, asked("mute")).call, asked("hold")).to_act()
    assert act.card == CallCard(
        line="bogota",
        caller_ref="a" * 32,
        menu="bogota",
        choices=(("bogota", "1"),),
        held=True,
        muted=True,
        number_kind="mobile",
        number_given="network",
    )
    assert go(call, hung_up()).to_act().card.outcome == "answered"


def test_information_that_was_heard_makes_a_call_self_served() -> None:
    """After the information the caller hears goodbye; a hang-up during it counts as self_served."""
    menu, digits = next(
        (menu.id, key) for menu in SITE.menus.values() for key, option in menu.options.items() if option.information
    )
    call = msgspec.structs.replace(begin().call, stage=Stage.CHOOSING, menu=menu, awaited_command="x")
    informing = go(call, port.DigitsCollected(call_id=ID, command_id="x", digits=digits, ended="complete")).call
    assert outcome(go(informing, hung_up())) == "abandoned_ivr"
    parting = go(informing, play_ended(informing)).call
    assert outcome(go(parting, hung_up())) == "self_served"


def test_a_failure_of_ours_ends_with_an_apology_and_a_way_out() -> None:
    """Failed passes the caller to the gateway's rescue; the outcome is a technical failure."""
    result = go(waiting(), SystemFailure(call_id=ID))
    assert commands(result.call) == [port.Rescue]
    assert outcome(result) == "technical_failure"


def test_gateway_that_dies_during_talk_leaves_call_answered() -> None:
    """A gateway that dies during a talk leaves the call answered."""
    assert outcome(go(talking(), GatewayGone(call_id=ID))) == "answered"


def test_a_call_survives_its_coding() -> None:
    """Decoding gives the same call that was encoded for Valkey."""
    for call in (begin().call, waiting(), talking()):
        assert decode(encode(call)) == call


def test_command_ids_are_unique_and_the_same_each_time() -> None:
    """The same step gives the same command ids, and no two commands of a call share one."""
    assert waiting() == waiting()
    ids = [c.id for call in (begin().call, waiting(), talking()) for c in call.commands]
    assert len(ids) == len(set(ids))


def test_every_stage_has_a_way_out_when_the_caller_leaves() -> None:
    """Every stage but the end handles the caller's hang-up, our own failure and a dead gateway."""
    for stage in set(Stage) - {Stage.ENDED}:
        assert (stage, port.LegHungUp) in TABLE
    assert {SystemFailure, GatewayGone} <= set(ANY_STAGE)
