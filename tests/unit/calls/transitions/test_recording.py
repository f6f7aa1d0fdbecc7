"""Recording of a call: during the talk, without the pauses, and only if allowed and possible."""

import msgspec
import pytest

from call_router.signals import AdvisorAction
from calls.call import Call, Stage, StepResult, TransferAccepted, TransferRejected, card_of
from calls.driver.inbound import arrival_of
from calls.flow import step
from calls.transitions.cross_campaign import receive
from config.site.calls.recordings import LineRecordingRule, RecordingRules
from config.site.model import Site
from eventlog.facts import AnyFact, RecordingBegan, RecordingLost, RecordingPaused, RecordingResumed, WishRefused
from eventlog.person import NO_PERSON
from telephony import port
from telephony.port import ABILITIES, CALLER, Signal
from telephony.port.recordings import call_id_of
from tests.unit.calls.test_flow import ID, OPEN, SITE, asked, chosen, commands, go, hung_up, picked_up, talking, waiting
from tests.unit.calls.transitions.test_cross_campaign import THERE, WITH_CALI, door

RULES = RecordingRules(days=30)


def under(site: Site = SITE, **rules: object) -> Site:
    """Return a site with other recording rules."""
    return msgspec.structs.replace(site, recordings=msgspec.structs.replace(RULES, **rules))


def through(call: Call, *signals: Signal, site: Site = SITE) -> StepResult:
    """Apply signals in order and return the last step."""
    for signal in signals:
        result = step(call, signal, OPEN, site)
        assert result is not None, signal
        call = result.call
    return result


def recording_facts(result: StepResult) -> list[AnyFact]:
    """Return the facts of a step about the recording."""
    return [fact for fact in result.facts if type(fact).__name__.startswith("Recording")]


def answered(site: Site = SITE, **flags: bool) -> StepResult:
    """Return a call that an advisor answered on a gateway that can record."""
    call = msgspec.structs.replace(waiting(), **{"recordable": True, **flags})
    return through(call, chosen(), *picked_up(), site=site)


def test_a_recording_begins_with_the_talk() -> None:
    """The caller's leg is recorded once both are connected, and the fact names call and advisor."""
    result = answered()
    assert commands(result.call) == [port.Record]
    [fact] = recording_facts(result)
    assert fact == RecordingBegan(line="bogota", queue="credito", advisor="asesor1", recording=result.call.recording)
    assert result.call.commands[-1].leg == CALLER
    assert call_id_of(result.call.recording) == ID
    assert card_of(result.call).recording == "on"


@pytest.mark.parametrize(
    ("site", "flags"),
    [
        (SITE, {"recordable": False}),
        (SITE, {"has_heard_notice": False}),
        (msgspec.structs.replace(SITE, recordings=None), {}),
        (under(lines={"bogota": LineRecordingRule(recorded=False)}), {}),
    ],
    ids=["gateway-cannot", "no-notice", "site-without", "line-without"],
)
def test_nothing_is_recorded_unless_all_allows_it(site: Site, flags: dict[str, bool]) -> None:
    """Without one of gateway, notice, site and line there is no command and no fact."""
    result = answered(site, **flags)
    assert port.Record not in commands(result.call)
    assert recording_facts(result) == []


def test_menu_queue_and_ringing_are_never_recorded() -> None:
    """Menu, queue and ringing are never recorded."""
    call = msgspec.structs.replace(waiting(), recordable=True)
    assert not through(call, chosen()).call.recording


def test_whether_it_can_record_is_the_gateways_own_word() -> None:
    """The gateway's ability is part of its offer, and the call stores it."""
    offered = port.CallOffered(call_id=ID, line="bogota", caller="", gateway="g")
    assert arrival_of(offered, NO_PERSON, "", ABILITIES["fake"]).recordable
    assert not arrival_of(offered, NO_PERSON, "", ABILITIES["pyvoip"]).recordable


def test_the_advisor_pauses_while_a_secret_is_spoken() -> None:
    """Pause and resume are one fact and one command each; repeating a request changes nothing."""
    call = answered().call
    paused = through(call, asked("pause_recording"))
    assert recording_facts(paused) == [RecordingPaused(advisor="asesor1", recording=call.recording, reason="asked")]
    assert paused.call.commands[-1] == port.PauseRecording(
        id=f"{ID}/{paused.call.version}/0", call_id=ID, paused=True, since=OPEN
    )
    assert (paused.actor, card_of(paused.call).recording) == ("advisor:asesor1", "paused")
    assert step(paused.call, asked("pause_recording"), OPEN, SITE) is None
    resumed = through(paused.call, asked("resume_recording"))
    assert recording_facts(resumed) == [RecordingResumed(advisor="asesor1", recording=call.recording)]
    assert card_of(resumed.call).recording == "on"
    assert step(resumed.call, asked("resume_recording"), OPEN, SITE) is None


@pytest.mark.parametrize("before", [(), (asked("pause_recording"),), (asked("hold"),)], ids=["on", "secret", "held"])
def test_a_talk_that_cannot_be_recorded_goes_on(before: tuple[Signal, ...]) -> None:
    """The loss is one fact, the card says that nothing is recorded, and the gateway is not asked again."""
    site = under(on_hold="pause")
    call = through(answered(site).call, *before, site=site).call if before else answered(site).call
    lost = port.NotRecorded(call_id=ID, recording_id=call.recording, leg=CALLER)
    result = through(call, lost, site=site)
    assert result.facts == (RecordingLost(recording=call.recording, reason="not_recorded"),)
    assert (result.call.stage, commands(result.call), card_of(result.call).recording) == (Stage.TALKING, [], "")
    assert step(result.call, lost, OPEN, site) is None
    refused = through(result.call, asked("pause_recording"), site=site)
    assert [(type(fact), getattr(fact, "reason", "")) for fact in refused.facts] == [(WishRefused, "unsupported")]
    again = through(result.call, asked("transfer", target="queue:pagos"), chosen(2, queue="pagos"), site=site)
    again = through(again.call, *picked_up("advisor-2"), site=site)
    assert again.call.stage is Stage.TALKING
    assert port.Record not in commands(again.call)


def test_result_of_previous_campaign_recording_or_of_ended_call_is_ignored() -> None:
    """A result of the previous campaign's recording, or of an ended call, is ignored."""
    call = answered().call
    assert step(call, port.NotRecorded(call_id=ID, recording_id=f"{ID}.9-9", leg=CALLER), OPEN, SITE) is None
    over = through(call, hung_up()).call
    assert step(over, port.NotRecorded(call_id=ID, recording_id=call.recording, leg=CALLER), OPEN, SITE) is None


def test_requester_learns_that_gateway_cannot_record() -> None:
    """The requester learns that the gateway cannot record; without a recording there is no pause."""
    refused = through(talking(), asked("pause_recording"))
    assert [(type(fact), getattr(fact, "reason", "")) for fact in refused.facts] == [(WishRefused, "unsupported")]
    assert step(talking(), asked("resume_recording"), OPEN, SITE) is None


@pytest.mark.parametrize("action", ["pause_recording", "resume_recording"])
def test_request_of_another_advisor_changes_nothing(action: AdvisorAction) -> None:
    """A request of another advisor changes nothing."""
    assert step(answered().call, asked(action, "asesor2"), OPEN, SITE) is None


def test_a_hold_is_recorded_or_not_as_the_site_says() -> None:
    """With a pause the recording of the music is silent; without one it continues and writes no fact."""
    paused = through(answered().call, asked("hold"))
    assert [type(fact) for fact in recording_facts(paused)] == [RecordingPaused]
    assert [type(fact) for fact in recording_facts(through(paused.call, asked("retrieve")))] == [RecordingResumed]
    going_on = under(on_hold="go_on")
    assert recording_facts(through(answered(going_on).call, asked("hold"), site=going_on)) == []


def test_a_secret_outlasts_a_hold() -> None:
    """A pause for a secret stays in force after a hold, without a new fact."""
    secret = through(answered().call, asked("pause_recording"), asked("hold"))
    assert recording_facts(secret) == []
    back = through(secret.call, asked("retrieve"))
    assert (recording_facts(back), card_of(back.call).recording) == ([], "paused")


def test_a_recording_goes_on_with_the_next_advisor() -> None:
    """One recording covers the whole call; it pauses between advisors if the site says so, and secret pauses end."""
    secret = through(answered().call, asked("pause_recording"))
    moved = through(secret.call, asked("transfer", target="queue:pagos"))
    assert (moved.call.stage, recording_facts(moved), card_of(moved.call).recording) == (Stage.WAITING, [], "paused")
    again = through(moved.call, chosen(2, "asesor2", "pagos"), *picked_up("advisor-2"))
    assert recording_facts(again) == [RecordingResumed(advisor="asesor2", recording=secret.call.recording)]
    going_on = under(between_advisors="go_on")
    assert (
        recording_facts(through(answered(going_on).call, asked("transfer", target="queue:pagos"), site=going_on)) == []
    )


def test_nothing_is_asked_when_a_recorded_call_ends() -> None:
    """The recording ends with the leg, without a command or a fact."""
    ended = go(answered().call, hung_up())
    assert (recording_facts(ended), commands(ended.call)) == ([], [port.Hangup])
    assert card_of(ended.call).recording == ""


def test_each_campaign_records_its_own_part() -> None:
    """After a transfer the recording here is silent, and the other campaign starts its own."""
    own_site = under(WITH_CALI, between_advisors="go_on")
    sent = through(answered(own_site).call, asked("transfer", target="campaign:cali/pagos"), site=own_site)
    assert [type(fact) for fact in recording_facts(sent)] == [RecordingPaused]
    back = through(sent.call, TransferRejected(call_id=ID, reason="refused"), site=own_site)
    assert [type(fact) for fact in recording_facts(back)] == [RecordingResumed]
    assert recording_facts(through(sent.call, TransferAccepted(call_id=ID), site=own_site)) == []
    peer_site = under(THERE)
    call = receive(sent.call, door(), NO_PERSON, OPEN).call
    queue = call.queue
    talk = through(call, chosen(1, "asesor9", queue), *picked_up(), site=peer_site)
    assert [type(fact) for fact in recording_facts(talk)] == [RecordingBegan]
    assert talk.call.recording != sent.call.recording
    assert call_id_of(talk.call.recording) == ID


def test_a_call_of_an_older_release_is_not_recorded_in_its_middle() -> None:
    """A talk from before recordings existed continues without one."""
    assert recording_facts(go(go(talking(), asked("hold")).call, asked("retrieve"))) == []
