"""A call to the test number: the code, the call flow of the draft, and its end before anything outside is touched."""

from datetime import date, time, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.draft_call.openings import DraftCallProgress, DraftOpening
from calls.draft_call.session import DraftCallSession, PreparedDraft
from config.site.calls.lines import Line
from config.site.model import Site
from eventlog.facts import CallQueued, MenuSelected
from ivr.draft_sentences import ASK_CODE, CLOSED, FAILED, NO_CODE, PREPARING, WRONG_CODE
from telephony import port
from telephony.port import CALLER, AnyCommand
from tests.support.calls.draft_openings import CODE, NOW, opening
from tests.support.site_folders import sample_site

SITE = sample_site()
ALLOWED = (port.Answer, port.Play, port.StopPlay, port.Collect, port.Music, port.Hangup, port.Rescue)


class Phone:
    """The gateway and the caller of one call: it hears each prompt to its end, and presses keys where one asks."""

    def __init__(self, draft: DraftOpening | None = None, site: Site | None = SITE) -> None:
        prepared = None if site is None else PreparedDraft(site=site, durations_ms={"saludo_bogota": 1500})
        self.now = NOW
        self.session = DraftCallSession("llamada-1", draft, prepared, self.now)
        self.sent: list[AnyCommand] = []
        self._take(self.session.start())

    def _take(self, commands: list[AnyCommand]) -> None:
        self.sent += commands

    @property
    def played(self) -> list[str]:
        """The sounds so far, without the mark of the draft."""
        sounds = [key for each in self.sent if isinstance(each, port.Play | port.Rescue) for key in each.sounds]
        return [key.rpartition(":")[2] for key in sounds]

    @property
    def last(self) -> AnyCommand:
        """The last command."""
        return self.sent[-1]

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def listen(self) -> None:
        """Hear the present prompt to its end."""
        play = next(each for each in reversed(self.sent) if isinstance(each, port.Play))
        self.wait(2)
        self._take(self.session.take(port.PlaybackEnded(call_id="llamada-1", command_id=play.id), self.now))

    def press(self, digits: str) -> None:
        """Answer the last question."""
        asked = next(each for each in reversed(self.sent) if isinstance(each, port.Collect))
        self.wait(1)
        pressed = port.DigitsCollected(call_id="llamada-1", command_id=asked.id, digits=digits, ended="complete")
        self._take(self.session.take(pressed, self.now))

    def tick(self) -> None:
        """Carry out the timers that are due."""
        self._take(self.session.tick(self.now))

    def progress(self) -> DraftCallProgress:
        """Return the progress for the screen."""
        return self.session.progress()

    def facts(self) -> list[str]:
        """Return the names of the facts so far."""
        transcript = self.progress().transcript
        return [] if transcript is None else [each.name for each in transcript.facts]


def at_menu(draft: DraftOpening | None = None, site: Site = SITE) -> Phone:
    """Return a call that has heard greeting, notice and menu."""
    phone = Phone(draft or opening(), site)
    phone.press(CODE)
    phone.listen()
    phone.listen()
    return phone


def test_the_code_opens_the_call_flow_of_the_draft() -> None:
    """The caller hears the sentence, keys the code in, and hears the draft's greeting, notice and menu."""
    phone = at_menu()
    assert phone.played == [ASK_CODE, "saludo_bogota", "aviso_grabacion", "menu_bogota"]
    assert isinstance(phone.sent[0], port.Answer)
    assert phone.progress().phase == "flow"


def test_a_call_ends_where_it_would_enter_a_queue() -> None:
    """It says so and hangs up; the facts are those of the production flow up to the queue."""
    phone = at_menu()
    phone.press("1")
    assert phone.played[-1] == "borrador.cola.credito"
    phone.listen()
    assert isinstance(phone.last, port.Hangup)
    assert phone.session.is_over
    transcript = phone.progress().transcript
    assert transcript is not None
    assert phone.facts() == ["CallIngressed", "NoticePlayed", "MenuEntered", "MenuSelected", "CallQueued"]
    assert [
        each.envelope.fact for each in transcript.facts if isinstance(each.envelope.fact, MenuSelected | CallQueued)
    ]
    assert [each.keys for each in transcript.pressed] == ["1"]
    assert (transcript.state.meets, transcript.state.choices) == ("nothing", (("bogota", "1"),))


def test_three_wrong_codes_end_the_call() -> None:
    """No sound of the draft is heard without the code."""
    phone = Phone(opening())
    for _ in range(3):
        phone.press("654321")
    assert phone.played == [ASK_CODE, WRONG_CODE, WRONG_CODE, NO_CODE]
    assert phone.session.wrong_codes == 3
    phone.listen()
    assert isinstance(phone.last, port.Hangup)
    assert phone.progress().transcript is None


@pytest.mark.parametrize(
    ("draft", "site", "said"),
    [
        (None, SITE, CLOSED),
        (opening(expires_at=NOW), SITE, CLOSED),
        (opening(), None, PREPARING),
    ],
)
def test_without_a_draft_the_caller_hears_why(draft: DraftOpening | None, site: Site | None, said: str) -> None:
    """The number is answered, a sentence is played, and the call ends: there is never silence."""
    phone = Phone(draft, site)
    assert [type(each) for each in phone.sent] == [port.Answer, port.Play]
    assert phone.played == [said]
    phone.listen()
    assert isinstance(phone.last, port.Hangup)


def test_a_call_in_progress_ends_with_its_opening() -> None:
    """After the time of the opening the caller hears that the draft is closed."""
    phone = at_menu()
    phone.now = NOW + timedelta(minutes=30)
    phone.tick()
    assert phone.played[-1] == CLOSED
    phone.listen()
    assert isinstance(phone.last, port.Hangup)


def test_a_call_has_a_longest_time() -> None:
    """A caller who stays in the menus is sent away after a quarter of an hour."""
    phone = at_menu(opening(expires_at=NOW + timedelta(hours=2)))
    phone.now = NOW + timedelta(minutes=15)
    phone.tick()
    assert phone.played[-1] == CLOSED


def test_the_call_seems_to_arrive_at_the_moment_that_was_chosen() -> None:
    """On a Sunday the line is closed, at any time of the clock."""
    phone = Phone(opening(day=date(2026, 12, 6), at=time(10)))
    phone.press(CODE)
    assert phone.played[1] == "cerrado"
    arrived = phone.progress().arrived_at
    assert arrived is not None
    assert (arrived.date(), arrived.hour) == (date(2026, 12, 6), 10)


def test_the_number_of_last_resort_is_not_called() -> None:
    """Where the flow would connect another number, the caller hears the last prompt only."""
    line: Line = SITE.lines["bogota"]
    site = msgspec.structs.replace(
        SITE, lines=SITE.lines | {"bogota": msgspec.structs.replace(line, fallback="sip:6011234567@operador")}
    )
    phone = Phone(opening(day=date(2026, 12, 6), at=time(10)), site)
    phone.press(CODE)
    for _ in range(6):
        if not phone.session.is_over:
            phone.listen()
    rescues = [each for each in phone.sent if isinstance(each, port.Rescue)]
    assert all(each.fallback is None for each in rescues)


def test_digits_of_a_person_are_hidden() -> None:
    """Keys for a step, such as a document, are shown as dots."""
    phone = at_menu()
    phone.press("4")
    phone.listen()
    phone.press("20261234565")
    transcript = phone.progress().transcript
    assert transcript is not None
    assert [each.keys for each in transcript.pressed] == ["4", "•" * 11]


def test_a_failure_is_said_by_the_gateway() -> None:
    """After it nothing more is sent."""
    phone = at_menu()
    [said] = phone.session.fail()
    assert isinstance(said, port.Rescue)
    assert (said.sounds, said.fallback) == ((FAILED,), None)
    assert phone.session.tick(phone.now) == []


def test_progress_survives_its_encoding() -> None:
    """The screen reads what the gateway wrote."""
    phone = at_menu()
    phone.press("1")
    progress = phone.progress()
    assert msgspec.json.decode(msgspec.json.encode(progress), type=DraftCallProgress) == progress


ACTS = ("listen", "tick", "1", "2", "4", "8", "9", "20261234565", "52123456", "")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ACTS), max_size=14))
def test_no_act_of_a_caller_reaches_beyond_the_own_leg(acts: list[str]) -> None:
    """No keys lead to a command that dials, rings, connects or records, and each is for the caller."""
    phone = Phone(opening())
    phone.press(CODE)
    for act in acts:
        if phone.session.is_over:
            break
        if act == "listen":
            phone.listen()
        elif act == "tick":
            phone.wait(1)
            phone.tick()
        else:
            phone.press(act)
    assert all(isinstance(each, ALLOWED) and each.leg == CALLER for each in phone.sent)
    assert all(each.fallback is None for each in phone.sent if isinstance(each, port.Rescue))
    assert "CallAnswered" not in phone.facts()
