"""Any sequence of signals: a call always has a next step, and ends once."""

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from atencion.call import Arrived, Call, Failed, GatewayGone, Stage
from atencion.call_flow import step
from call_router.routing import Release
from call_router.signals import ADVISOR_ACTIONS, AdvisorAsked, AdvisorChosen, OfferLapsed
from eventlog.facts import (
    AnyFact,
    CallEnded,
    CallHeld,
    CallMuted,
    CallRetrieved,
    CallUnmuted,
)
from telephony import port
from telephony.port import CALLER, Signal
from tests.unit.atencion.test_call_flow import CLOSED, ID, OPEN, SITE, arrived, asked, begin, chosen, go, hung_up

LEGS = st.sampled_from([CALLER, "advisor-1", "advisor-2", "advisor-9"])
IDS = st.sampled_from(["awaited", "stale"])
DIGITS = st.sampled_from(["", "1", "2", "3", "4", "5", "9", "0", "*", "#"])
SIGNALS = st.one_of(
    st.tuples(st.just(port.PlaybackEnded), IDS, st.sampled_from(["finished", "interrupted", "failed"])),
    st.tuples(st.just(port.DigitsCollected), IDS, DIGITS),
    st.tuples(st.just(port.LegRinging), LEGS, st.none()),
    st.tuples(st.just(port.LegAnswered), LEGS, st.none()),
    st.tuples(st.just(port.LegFailed), LEGS, st.sampled_from(["busy", "no_answer", "cancelled"])),
    st.tuples(st.just(port.LegHungUp), LEGS, st.sampled_from(["normal", "media_lost", "shutdown"])),
    st.tuples(st.just(AdvisorChosen), st.integers(1, 3), st.none()),
    st.tuples(st.just(OfferLapsed), st.integers(1, 3), st.none()),
    st.tuples(st.just(AdvisorAsked), st.sampled_from(sorted(ADVISOR_ACTIONS)), st.sampled_from(["asesor1", "other"])),
    st.tuples(st.just(GatewayGone), st.none(), st.none()),
    st.tuples(st.just(Failed), st.none(), st.none()),
    st.tuples(st.just(Arrived), st.none(), st.none()),
)


def signal_of(kind: type[Signal], first: object, second: object, call: Call) -> Signal:
    command_id = call.awaited if first == "awaited" else "stale"
    makers = {
        port.PlaybackEnded: lambda: port.PlaybackEnded(call_id=ID, command_id=command_id, ended=second),  # type: ignore[arg-type]
        port.DigitsCollected: lambda: port.DigitsCollected(
            call_id=ID, command_id=command_id, digits=str(second), ended="complete"
        ),
        port.LegFailed: lambda: port.LegFailed(call_id=ID, leg=str(first), cause=second),  # type: ignore[arg-type]
        port.LegHungUp: lambda: port.LegHungUp(call_id=ID, leg=str(first), cause=second),  # type: ignore[arg-type]
        port.LegRinging: lambda: port.LegRinging(call_id=ID, leg=str(first)),
        port.LegAnswered: lambda: port.LegAnswered(call_id=ID, leg=str(first)),
        AdvisorChosen: lambda: chosen(int(str(first))),
        OfferLapsed: lambda: OfferLapsed(call_id=ID, offer=int(str(first))),
        AdvisorAsked: lambda: asked(first, str(second)),  # type: ignore[arg-type]
        Arrived: arrived,
    }
    return makers.get(kind, lambda: kind(call_id=ID))()


@settings(max_examples=400, deadline=None)
@given(
    line=st.sampled_from(sorted(SITE.lines)),
    now=st.sampled_from([OPEN, CLOSED]),
    signals=st.lists(SIGNALS, max_size=40),
)
def test_no_sequence_of_signals_leaves_a_call_without_a_next_step(
    line: str, now: datetime, signals: list[tuple[type[Signal], object, object]]
) -> None:
    """Whatever comes: one outcome at most, nothing after it, versions rise by one, and an open call can still end."""
    call = begin(line, now).call
    ends, told = 0, {"held": False, "muted": False}
    for kind, first, second in signals:
        taken = step(call, signal_of(kind, first, second, call), now, SITE)
        if taken is None:
            continue
        assert call.stage is not Stage.ENDED
        assert taken.call.version == call.version + 1
        assert all(command.id.startswith(f"{ID}/{taken.call.version}/") for command in taken.call.commands)
        ended_now = sum(isinstance(fact, CallEnded) for fact in taken.facts)
        assert ended_now == (1 if taken.call.stage is Stage.ENDED else 0)
        assert isinstance(taken.routing, Release) == (ended_now == 1)
        ends += ended_now
        tell(told, taken.facts)
        assert told == {"held": taken.call.held, "muted": taken.call.muted}
        call = taken.call
    assert ends == (1 if call.stage is Stage.ENDED else 0)
    if call.stage is not Stage.ENDED:
        assert has_a_next_step(call)
        assert go(call, hung_up()).call.stage is Stage.ENDED


def tell(told: dict[str, bool], facts: tuple[AnyFact, ...]) -> None:
    """What the facts say of hold and mute."""
    for fact in facts:
        match fact:
            case CallHeld() | CallRetrieved():
                told["held"] = isinstance(fact, CallHeld)
            case CallMuted() | CallUnmuted():
                told["muted"] = isinstance(fact, CallMuted)
            case CallEnded():
                told.update(held=False, muted=False)


def has_a_next_step(call: Call) -> bool:
    """Something will move the call on by itself: a sound or a silence that ends, a phone, the router, or a person."""
    return bool(call.awaited) or call.stage in (Stage.WAITING, Stage.RINGING, Stage.TALKING)
