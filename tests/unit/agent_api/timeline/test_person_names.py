"""People in a call's facts: logins in the log, names in the timeline."""

from datetime import UTC, date, datetime

from agent_api.app.timeline import sentence
from agent_api.indicators.periods import months_between
from agent_api.timeline.person_names import actor_name, logins_of, with_names
from eventlog import facts
from eventlog.facts import AnyFact, Envelope
from tests.unit.agent_api.timeline.test_sentences import SITE

NAMES = {"asesor1": "Ana Lucía Rojas", "asesor2": "Camilo Herrera"}
AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


WHERE = {"line": "nacional", "queue": "general"}


def answered(advisor: str) -> AnyFact:
    """Build the fact that an advisor answered."""
    return facts.CallAnswered(**WHERE, advisor=advisor, offer=1)


def sentence_of(fact: AnyFact) -> str:
    """Return the sentence of a fact, with people's names."""
    return sentence(with_names(fact, NAMES), SITE, AT)


def test_a_sentence_names_the_person() -> None:
    """The sentence replaces each login by its name; a login without a name stays."""
    assert sentence_of(answered("asesor1")).startswith("Ana Lucía Rojas contestó")
    assert sentence_of(answered("nadie")).startswith("nadie contestó")
    both = sentence_of(facts.ConsultationBegan(**WHERE, advisor="asesor1", consulted="asesor2"))
    assert both == "Ana Lucía Rojas retuvo la llamada para consultar a Camilo Herrera."


def test_a_transfer_names_its_destination() -> None:
    """The sentence of a transfer to an advisor names both people."""
    words = sentence_of(facts.CallTransferred(**WHERE, advisor="asesor1", to="advisor:asesor2", kind="attended"))
    assert "Ana Lucía Rojas" in words
    assert "Camilo Herrera" in words


def test_the_logins_of_a_call_are_those_of_facts_and_actors() -> None:
    """The logins of a call come from its facts and actors; system actors are not people."""

    def envelope(fact: AnyFact, actor: str) -> Envelope:
        return Envelope(id="1-1", at=AT, campaign="c", site_version="", call_id="a", actor=actor, fact=fact)

    envelopes = [
        envelope(answered("asesor1"), "gateway:g1"),
        envelope(facts.CallTransferred(**WHERE, advisor="asesor1", to="advisor:asesor2", kind="attended"), "user:jefa"),
    ]
    assert logins_of(envelopes) == {"asesor1", "asesor2", "jefa"}
    assert (actor_name("advisor:asesor1", NAMES), actor_name("gateway:g1", NAMES)) == ("Ana Lucía Rojas", None)


def test_how_many_were_found_agrees() -> None:
    """The sentence agrees in number for none, one and several."""
    sentences = [sentence_of(facts.CustomersSearched(by="document", found=n, masked=False)) for n in (0, 1, 2)]
    assert [each.rpartition(": ")[2] for each in sentences] == [
        "no se encontró ninguno.",
        "se encontró 1.",
        "se encontraron 2.",
    ]


def test_the_months_that_may_be_closed_begin_with_the_first_call() -> None:
    """The closable months run from the first call's month to the last complete one, without closed months."""
    first, today = date(2026, 9, 17), date(2026, 12, 1)
    assert months_between(first, today, {"2026-10"}) == ["2026-11", "2026-09"]
    assert months_between(first, date(2026, 9, 30), ()) == []
