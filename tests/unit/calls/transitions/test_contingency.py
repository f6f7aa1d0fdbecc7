"""A contingency message: heard before the greeting or instead of it, while it is in force, on an open line."""

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from call_router.routing import ReleaseCall
from calls.call import Call, LineMessage, Stage, StepResult
from calls.flow import step
from config.schema.fields import ContingencyMode
from config.site.model import Site
from eventlog.facts import CallEnded, CallIngressed, ContingencyMessagePlayed, MenuEntered
from telephony import port
from tests.unit.calls.test_flow import CLOSED, OPEN, SITE, arrived, commands, go, hung_up, outcome, play_ended, pressed

LINE = SITE.lines["bogota"]
ENDS = OPEN + timedelta(minutes=30)
PROMPT = "contingencia_plataforma"


def started(mode: ContingencyMode = "before", message: str = "fallas_plataforma") -> LineMessage:
    return LineMessage(message=message, mode=mode, until=ENDS)


def call_in(message: LineMessage | None, now: datetime = OPEN, site: Site = SITE, refused: str = "") -> StepResult:
    """Return a call that arrives while a message is on the line."""
    signal = msgspec.structs.replace(arrived(refused=refused or None), contingency=message)
    result = step(None, signal, now, site)
    assert result is not None
    return result


def sounds_of(call: Call) -> tuple[str, ...]:
    play = call.commands[-1]
    assert isinstance(play, port.Play)
    return play.sounds


@pytest.mark.parametrize("ended", ["finished", "failed"])
def test_a_message_before_the_greeting_delays_the_call_and_nothing_else(ended: port.PlaybackEnd) -> None:
    """No key skips the message; then greeting and menu follow as in any other call, even if it could not be played."""
    result = call_in(started("before"))
    assert commands(result.call) == [port.Answer, port.Play]
    assert sounds_of(result.call) == (PROMPT,)
    assert result.call.commands[-1].interruptible is False  # type: ignore[union-attr]
    assert result.facts[1:] == (ContingencyMessagePlayed(line="bogota", message="fallas_plataforma", mode="before"),)
    greeted = go(result.call, play_ended(result.call, ended)).call
    plain = call_in(None).call
    assert (greeted.stage, sounds_of(greeted)) == (Stage.WELCOMING, sounds_of(plain))
    chosen = go(greeted, play_ended(greeted))
    assert [type(fact) for fact in chosen.facts][-1] is MenuEntered
    assert go(chosen.call, pressed(chosen.call, "1")).call.queue == "credito"


def test_a_message_instead_of_the_greeting_ends_the_call() -> None:
    """The caller hears the message and the goodbye; the call counts as ended with a message, never as answered."""
    result = call_in(started("instead"))
    assert sounds_of(result.call) == (PROMPT, LINE.goodbye_prompt)
    over = go(result.call, play_ended(result.call))
    assert commands(over.call) == [port.Hangup]
    assert over.facts == (CallEnded(line="bogota", queue="", outcome="message", stage="dismissing", ended_by="system"),)
    assert isinstance(over.routing, ReleaseCall)


def test_who_hangs_up_during_the_message() -> None:
    """Before the greeting it is an abandoned menu; instead of it, the entity had ended the call with the message."""
    assert outcome(go(call_in(started("before")).call, hung_up())) == "abandoned_ivr"
    assert outcome(go(call_in(started("instead")).call, hung_up())) == "message"


def test_a_message_that_cannot_be_played_instead_of_the_greeting_is_a_failure() -> None:
    """The caller hears the apology, and the call is a technical failure."""
    call = call_in(started("instead")).call
    failed = go(call, play_ended(call, "failed"))
    assert (outcome(failed), commands(failed.call)) == ("technical_failure", [port.Rescue])


@pytest.mark.parametrize(
    ("message", "site"),
    [
        (started(message="ninguno"), SITE),
        (started("instead", "alta_demanda"), SITE),
        (started(), msgspec.structs.replace(SITE, contingency=None)),
    ],
    ids=["not-in-the-site", "mode-not-allowed", "site-without-messages"],
)
def test_a_message_that_the_calls_site_does_not_allow_is_not_played(message: LineMessage, site: Site) -> None:
    """The call begins with the greeting, as without a message."""
    result = call_in(message, site=site)
    assert result.call == call_in(None, site=site).call
    assert [type(fact) for fact in result.facts] == [CallIngressed]


@pytest.mark.parametrize(("now", "refused"), [(CLOSED, ""), (OPEN, "full")], ids=["closed", "refused"])
def test_a_closed_line_and_a_refused_call_stay_as_they_are(now: datetime, refused: str) -> None:
    """Out of hours the caller hears when the line opens, and a refused call hears nothing."""
    message = msgspec.structs.replace(started("instead"), until=now + timedelta(hours=1))
    assert call_in(message, now, refused=refused) == call_in(None, now, refused=refused)


@given(seconds=st.integers(-3600, 3600), mode=st.sampled_from(("before", "instead")))
def test_a_message_is_played_until_its_end_and_not_after(seconds: int, mode: ContingencyMode) -> None:
    """At its end a message is over, even if the gateway could not read that."""
    result = call_in(started(mode), ENDS + timedelta(seconds=seconds))
    played = any(isinstance(fact, ContingencyMessagePlayed) for fact in result.facts)
    assert played == (seconds < 0)
    assert sounds_of(result.call)[0] == (PROMPT if played else LINE.greeting)
