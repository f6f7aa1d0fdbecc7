"""Any sequence of signals: a call always has a next step, and ends once."""

from datetime import datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_api.desk.domain import conversation
from call_router.acts import CallCard, SupervisionStatus
from call_router.routing import PartCall, Promise, ReleaseCall
from call_router.signals import (
    ADVISOR_ACTIONS,
    SUPERVISOR_ACTIONS,
    AdvisorAsked,
    AdvisorChosen,
    AnnouncementDue,
    OfferLapsed,
    Overflowing,
    SupervisorAsked,
)
from calls.call import (
    Call,
    CallArrived,
    CallResumed,
    Destination,
    DialRefused,
    GatewayGone,
    LineMessage,
    NumberEntered,
    PromiseRefused,
    Stage,
    SystemFailure,
    TransferAccepted,
    TransferRejected,
    card_of,
    command_id_prefix,
    is_over,
)
from calls.flow import step
from calls.transitions.callbacks import STAGES_BEFORE_ANSWER
from calls.transitions.common import supervisor_leg
from calls.transitions.cross_campaign import receive
from config.site.model import Site
from eventlog.facts import (
    AnyFact,
    CallBackEnded,
    CallBackNumberKeyed,
    CallBackPromised,
    CallEnded,
    CallHeld,
    CallMuted,
    CallRetrieved,
    CallUnmuted,
    ConsultationBegan,
    ConsultationEnded,
    RecordingBegan,
    RecordingLost,
    RecordingPaused,
    RecordingResumed,
    SupervisionAsked,
    SurveyBegan,
    SurveyEnded,
    VoiceMessageBegan,
    VoiceMessageLeft,
)
from eventlog.facts.calls.supervision import SupervisionFact
from eventlog.person import NO_PERSON
from telephony import port
from telephony.port import CALLER, Signal
from tests.support.properties import examples
from tests.unit.calls.test_flow import CLOSED, MOBILE, OPEN, SITE, arrived, talking
from tests.unit.calls.transitions.test_callbacks import promised
from tests.unit.calls.transitions.test_cross_campaign import THERE, WITH_CALI, door, intended
from tests.unit.calls.transitions.test_overflow import site_with, waiting

LEGS = st.sampled_from([CALLER, "advisor-1", "advisor-2", "advisor-9", "supervisor"])
KEYED = Destination(kind="mobile", source="keyed", blind_index="k", ref="r")
SHORT = Destination(kind="short", source="keyed", refused="short")
FORGED = Destination(kind="satellite", source="unverified", refused="satellite")
IDS = st.sampled_from(["awaited", "stale"])
DIGITS = st.sampled_from(["", "1", "2", "3", "4", "5", "9", "0", "*", "#"])
QUEUES = st.sampled_from(["its", "its", "pagos"])
TARGETS = st.sampled_from(
    ["", "queue:pagos", "queue:nada", "advisor:asesor3", "advisor:asesor4", "campaign:cali/pagos", "other", "3:c2V0"]
)
WAYS: tuple[dict[str, object], ...] = (
    {"queue": "general"},
    {"message": "colas_llenas"},
    {"voice_message": "lineas_ocupadas"},
    {"call_back": True},
    {"number": "sip:otra@operador.example"},
)
assert SITE.survey is not None
ASKED = msgspec.structs.replace(SITE.survey, lines=tuple(SITE.lines))
MESSAGES = [
    LineMessage(message="fallas_plataforma", mode=mode, until=OPEN + timedelta(hours=1))
    for mode in ("before", "instead")
]
SITES = [
    msgspec.structs.replace(site, campaigns=WITH_CALI.campaigns, survey=ASKED)
    for site in (SITE, *(site_with(**way) for way in WAYS))
]
SIGNALS = st.one_of(
    st.tuples(st.just(port.PlaybackEnded), IDS, st.sampled_from(["finished", "interrupted", "failed"])),
    st.tuples(st.just(port.DigitsCollected), IDS, DIGITS),
    st.tuples(st.just(port.LegRinging), LEGS, st.none()),
    st.tuples(st.just(port.LegAnswered), LEGS, st.none()),
    st.tuples(st.just(port.LegBridged), LEGS, st.none()),
    st.tuples(st.just(port.LegFailed), LEGS, st.sampled_from(["busy", "no_answer", "cancelled"])),
    st.tuples(st.just(port.LegHungUp), LEGS, st.sampled_from(["normal", "media_lost", "shutdown"])),
    st.tuples(st.just(AdvisorChosen), st.integers(1, 4), QUEUES),
    st.tuples(st.just(OfferLapsed), st.integers(1, 4), st.none()),
    st.tuples(st.just(Overflowing), st.sampled_from(["nobody", "full", "estimate", "max_wait"]), QUEUES),
    st.tuples(st.just(AnnouncementDue), st.integers(-1, 5), QUEUES),
    st.tuples(st.just(AdvisorAsked), st.sampled_from(sorted(ADVISOR_ACTIONS)), TARGETS),
    st.tuples(st.just(SupervisorAsked), st.sampled_from(sorted(SUPERVISOR_ACTIONS)), st.sampled_from(["jefa", "otra"])),
    st.tuples(st.just(TransferAccepted), st.none(), st.none()),
    st.tuples(st.just(TransferRejected), st.sampled_from(["unknown", "not_ready", "refused"]), st.none()),
    st.tuples(st.just(CallResumed), st.none(), st.none()),
    st.tuples(st.just(port.NotRecorded), st.sampled_from(["its", "another"]), st.none()),
    st.tuples(st.just(GatewayGone), st.none(), st.none()),
    st.tuples(st.just(SystemFailure), st.none(), st.none()),
    st.tuples(st.just(CallArrived), st.none(), st.none()),
    st.tuples(st.just(NumberEntered), IDS, st.sampled_from([KEYED, KEYED, SHORT, None])),
    st.tuples(st.just(PromiseRefused), st.sampled_from(["", "hour", "number"]), st.none()),
    st.tuples(st.just(DialRefused), IDS, st.none()),
)


def signal_of(kind: type[Signal], first: object, second: object, call: Call) -> Signal:
    id_ = call.id
    command_id = call.awaited_command if first == "awaited" else "stale"
    leg = supervisor_leg(call) if first == "supervisor" else str(first)
    queue = call.queue if second == "its" else str(second)
    makers = {
        port.PlaybackEnded: lambda: port.PlaybackEnded(call_id=id_, command_id=command_id, ended=second),  # type: ignore[arg-type]
        port.DigitsCollected: lambda: port.DigitsCollected(
            call_id=id_, command_id=command_id, digits=str(second), ended="complete" if second else "timeout"
        ),
        port.LegFailed: lambda: port.LegFailed(call_id=id_, leg=leg, cause=second),  # type: ignore[arg-type]
        port.LegHungUp: lambda: port.LegHungUp(call_id=id_, leg=leg, cause=second),  # type: ignore[arg-type]
        port.LegRinging: lambda: port.LegRinging(call_id=id_, leg=leg),
        port.LegAnswered: lambda: port.LegAnswered(call_id=id_, leg=leg),
        port.LegBridged: lambda: port.LegBridged(call_id=id_, leg=leg),
        AdvisorChosen: lambda: AdvisorChosen(
            call_id=id_, advisor=f"asesor{first}", address="sip:a@b", queue=queue, offer=int(str(first)), ring_ms=9
        ),
        OfferLapsed: lambda: OfferLapsed(call_id=id_, offer=int(str(first))),
        Overflowing: lambda: Overflowing(call_id=id_, queue=queue, reason=first),  # type: ignore[arg-type]
        AnnouncementDue: lambda: AnnouncementDue(
            call_id=id_, queue=queue, position=max(1, int(str(first))), estimate_ms=int(str(first)) * 60_000
        ),
        AdvisorAsked: lambda: AdvisorAsked(
            call_id=id_,
            advisor=call.advisor if second != "other" else "other",
            action=first,  # type: ignore[arg-type]
            target=str(second),
        ),
        SupervisorAsked: lambda: SupervisorAsked(
            call_id=id_,
            supervisor=str(second),
            action=first,  # type: ignore[arg-type]
            address="sip:a@b",
        ),
        TransferRejected: lambda: TransferRejected(call_id=id_, reason=first),  # type: ignore[arg-type]
        port.NotRecorded: lambda: port.NotRecorded(
            call_id=id_, recording_id=_recording_of(call) if first == "its" else "another", leg=CALLER
        ),
        CallArrived: arrived,
        NumberEntered: lambda: NumberEntered(call_id=id_, command_id=command_id, destination=second),  # type: ignore[arg-type]
        PromiseRefused: lambda: PromiseRefused(call_id=id_, cap=first),  # type: ignore[arg-type]
        DialRefused: lambda: DialRefused(call_id=id_, command_id=command_id, reason="premium"),
    }
    return makers.get(kind, lambda: kind(call_id=id_))()


def _recording_of(call: Call) -> str:
    return call.message.recording if call.message else call.recording


@settings(max_examples=examples(400), deadline=None)
@given(
    line=st.sampled_from(sorted(SITE.lines)),
    now=st.sampled_from([OPEN, CLOSED]),
    site=st.sampled_from(SITES),
    message=st.sampled_from([None, *MESSAGES]),
    signals=st.lists(SIGNALS, max_size=40),
)
def test_no_sequence_of_signals_leaves_a_call_without_a_next_step(
    line: str,
    now: datetime,
    site: Site,
    message: LineMessage | None,
    signals: list[tuple[type[Signal], object, object]],
) -> None:
    """With any signals there is at most one outcome and nothing after it, and an open call can still end."""
    began = step(None, msgspec.structs.replace(arrived(line), contingency=message), now, SITE)
    assert began is not None
    _live(began.call, now, site, signals)


@settings(max_examples=examples(300), deadline=None)
@given(
    signals=st.lists(
        st.one_of(
            st.tuples(st.just(port.PlaybackEnded), st.just("awaited"), st.sampled_from(["finished", "failed"])), SIGNALS
        ),
        max_size=20,
    ),
    later=st.sampled_from([0, 1, 60, 500]),
)
def test_no_sequence_of_signals_loses_a_voice_message(
    signals: list[tuple[type[Signal], object, object]], later: int
) -> None:
    """The same holds where a message may be left: it begins at most once and is left at most once."""
    invited = step(None, arrived(recordable=True), CLOSED, SITE)
    assert invited is not None
    facts = _live(invited.call, CLOSED, SITE, signals, later=timedelta(seconds=later))
    began = sum(isinstance(fact, VoiceMessageBegan) for fact in facts)
    messages = sum(isinstance(fact, VoiceMessageLeft) for fact in facts)
    assert began <= 1
    assert messages <= began
    assert messages <= (later >= SITE.voice_messages.least_s)  # type: ignore[union-attr]


@settings(max_examples=examples(300), deadline=None)
@given(
    wishes=st.lists(
        st.one_of(
            st.tuples(st.just(AdvisorAsked), st.just("consult"), st.just("advisor:asesor3")),
            st.tuples(st.just(AdvisorChosen), st.just(3), st.just("its")),
            st.tuples(st.just(port.LegAnswered), st.just("advisor-3"), st.none()),
            st.tuples(st.just(AdvisorAsked), st.just("join"), st.just("")),
            st.tuples(st.just(SupervisorAsked), st.sampled_from(sorted(SUPERVISOR_ACTIONS)), st.just("jefa")),
            st.tuples(st.just(port.LegAnswered), st.just("supervisor"), st.none()),
            SIGNALS,
        ),
        max_size=15,
    ),
)
def test_no_sequence_of_signals_loses_a_talk(wishes: list[tuple[type[Signal], object, object]]) -> None:
    """The same holds for a talk with consultation and transfer, recorded or not."""
    _live(talking(), OPEN, WITH_CALI, wishes)
    _live(talking(recordable=True), OPEN, WITH_CALI, wishes)
    _live(talking(recordable=True), OPEN, msgspec.structs.replace(WITH_CALI, survey=ASKED), wishes)


@settings(max_examples=examples(300), deadline=None)
@given(already=st.lists(SIGNALS, max_size=15), received=st.booleans())
def test_no_sequence_of_signals_loses_a_call_between_two_campaigns(
    already: list[tuple[type[Signal], object, object]], received: bool
) -> None:
    """The same holds for a call on its way to another campaign, and for one that came from there."""
    call = receive(intended(), door(), NO_PERSON, OPEN).call if received else intended()
    _live(call, OPEN, THERE if received else WITH_CALI, already)


@settings(max_examples=examples(400), deadline=None)
@given(
    already=st.lists(SIGNALS, max_size=40),
    attempts=st.integers(0, 2),
    caller=st.sampled_from([MOBILE, FORGED, None]),
    recordable=st.booleans(),
    site=st.sampled_from(SITES),
)
def test_no_sequence_of_signals_loses_a_call_that_waits_or_is_called_back(
    already: list[tuple[type[Signal], object, object]],
    attempts: int,
    caller: Destination | None,
    recordable: bool,
    site: Site,
) -> None:
    """The same holds from the queue on, and for a call-back, which is dialled once per attempt."""
    queued = msgspec.structs.replace(waiting(site, recordable=recordable), destination=caller)
    _live(queued if caller else promised(attempts), OPEN, site, already)


@settings(max_examples=examples(300), deadline=None)
@given(
    already=st.lists(
        st.one_of(
            st.tuples(st.just(port.DigitsCollected), st.just("awaited"), st.just("1")),
            st.tuples(st.just(NumberEntered), st.just("awaited"), st.just(KEYED)),
            st.tuples(st.just(port.PlaybackEnded), st.just("awaited"), st.just("finished")),
            SIGNALS,
        ),
        max_size=15,
    ),
)
def test_only_confirmed_keyed_in_number_is_promised_call(
    already: list[tuple[type[Signal], object, object]],
) -> None:
    """With any signals, only a number that was keyed in, read back and confirmed is promised a call."""
    site = SITES[WAYS.index({"call_back": True}) + 1]
    offered = step(
        msgspec.structs.replace(waiting(site), destination=FORGED),
        Overflowing(call_id="call-1", queue="credito", reason="max_wait"),
        OPEN,
        site,
    )
    assert offered is not None
    facts = _live(offered.call, OPEN, site, already)
    if any(isinstance(fact, CallBackPromised) for fact in facts):
        assert any(isinstance(fact, CallBackNumberKeyed) for fact in facts)


def _live(
    call: Call,
    now: datetime,
    site: Site,
    signals: list[tuple[type[Signal], object, object]],
    later: timedelta = timedelta(0),
) -> list[AnyFact]:
    facts: list[AnyFact] = []
    ends, flags, dialled = 0, {"held": False, "muted": False}, call.call_back.attempts if call.call_back else 0
    recorded = card_of(call).recording
    supervised: SupervisionStatus | None = None
    for kind, first, second in signals:
        if call.stage is Stage.LEAVING_MESSAGE:
            now = call.message.started_at + later  # type: ignore[union-attr]
        result = step(call, signal_of(kind, first, second, call), now, site)
        if result is None:
            continue
        assert call.stage is not Stage.ENDED
        assert result.call.version == call.version + 1
        assert all(
            command.id.startswith(f"{command_id_prefix(call)}/{result.call.version}/")
            for command in result.call.commands
        )
        ended_now = sum(isinstance(fact, CallEnded | CallBackEnded) for fact in result.facts)
        assert ended_now == (1 if is_over(result.call) and not is_over(call) else 0)
        assert isinstance(result.routing, ReleaseCall | Promise) == (result.call.stage is Stage.ENDED)
        assert isinstance(result.routing, PartCall) == (bool(ended_now) and result.call.stage is not Stage.ENDED)
        assert any(isinstance(fact, SurveyBegan) for fact in result.facts) == (
            result.call.stage is Stage.SURVEYING != call.stage
        )
        assert any(isinstance(fact, SurveyEnded) for fact in result.facts) == (
            call.stage is Stage.SURVEYING != result.call.stage
        )
        ends += ended_now
        facts += result.facts
        fold_hold_and_mute(flags, result.facts)
        assert flags == {"held": result.call.held, "muted": result.call.muted}
        recorded = recording_state(recorded, result.facts)
        assert recorded == card_of(result.call).recording
        supervised = supervision_state(supervised, result.facts)
        assert supervised == card_of(result.call).supervised
        assert supervised is None or result.call.stage is Stage.TALKING
        assert not result.call.callback_offer_reason or result.call.awaited_command
        assert not result.call.joined or bool(result.call.consult_offer)
        dialled += sum(isinstance(command, port.Dial) for command in result.call.commands)
        assert dialled == (result.call.call_back.attempts if result.call.call_back else 0)
        if not result.call.consulted:
            assert bool(result.call.ringing_offers) == (result.call.stage in (Stage.RINGING, Stage.SUMMONING))
        assert {offer for offer, _ in result.call.ringing_offers} >= set(result.call.picked_up)
        consulting = sum(isinstance(fact, ConsultationBegan) for fact in result.facts) - sum(
            isinstance(fact, ConsultationEnded) for fact in result.facts
        )
        assert bool(result.call.consulted) == bool(call.consulted) + consulting
        call = result.call
    assert ends == (1 if is_over(call) else 0)
    if call.stage is not Stage.ENDED:
        assert has_a_next_step(call)
        if call.stage not in STAGES_BEFORE_ANSWER:
            over = step(call, port.LegHungUp(call_id=call.id, leg=CALLER), now, site)
            assert over is not None
            assert over.call.stage is Stage.ENDED
    return facts


def fold_hold_and_mute(flags: dict[str, bool], facts: tuple[AnyFact, ...]) -> None:
    """Return hold and mute as the facts record them."""
    for fact in facts:
        match fact:
            case CallHeld() | CallRetrieved():
                flags["held"] = isinstance(fact, CallHeld)
            case CallMuted() | CallUnmuted():
                flags["muted"] = isinstance(fact, CallMuted)
            case CallEnded() | CallBackEnded():
                flags.update(held=False, muted=False)


def recording_state(recorded: str, facts: tuple[AnyFact, ...]) -> str:
    """Return the recording as the facts record it: empty, ``on`` or ``paused``; no pause or end is repeated."""
    for fact in facts:
        match fact:
            case RecordingBegan():
                assert not recorded
                recorded = "on"
            case RecordingPaused():
                assert recorded == "on"
                recorded = "paused"
            case RecordingResumed():
                assert recorded == "paused"
                recorded = "on"
            case RecordingLost() | CallEnded() | CallBackEnded():
                recorded = ""
    return recorded


def supervision_state(supervised: SupervisionStatus | None, facts: tuple[AnyFact, ...]) -> SupervisionStatus | None:
    """Return the supervision as the facts record it: each begins once after its request, and ends once."""
    for fact in facts:
        if not isinstance(fact, SupervisionFact):
            continue
        assert (supervised is None) is isinstance(fact, SupervisionAsked)
        supervised = conversation.card_changes(fact, CallCard(supervised=supervised), OPEN)["supervised"]
    return supervised


def has_a_next_step(call: Call) -> bool:
    """Return whether a sound, a silence, a phone, the router or a person will move the call on."""
    by_router = (Stage.WAITING, Stage.RINGING, Stage.TO_CALL, Stage.SUMMONING)
    in_other_hands = (*by_router, Stage.TALKING, Stage.DIALLING, Stage.SENDING_ON)
    return bool(call.awaited_command) or call.stage in in_other_hands
