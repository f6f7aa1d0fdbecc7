"""The Spanish sentence of each fact."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from agent_api.app.timeline import SENTENCES, sentence
from agent_api.kit import labels
from agent_api.timeline.recording import duration_label
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.routing import AdvisorAction, Obstacle
from eventlog.facts.labels import ADVISOR_STATE_LABELS, OUTCOME_LABELS
from tests.support.site_folders import sample_site

AT = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)  # 10:10 in Bogotá
SITE = sample_site()
GOLDEN = Path(__file__).with_name("sentences.txt")


def golden_sentences() -> list[tuple[AnyFact, str]]:
    """Return the facts of the golden file, which has them as the log stores them, each with its sentence."""
    blocks = [block.splitlines() for block in GOLDEN.read_text(encoding="utf-8").split("\n\n")]
    return [(msgspec.json.decode(stored, type=AnyFact), expected) for expected, stored in blocks]


def test_facts_read_as_the_golden_sentences() -> None:
    """A fact reads as one Spanish sentence with the names that people know."""
    wrong = [
        f"{fact}\n- {expected}\n+ {actual}"
        for fact, expected in golden_sentences()
        if (actual := sentence(fact, SITE, AT)) != expected
    ]
    assert not wrong, "\n\n".join(wrong)


def test_no_kind_of_fact_is_without_a_sentence() -> None:
    """A new kind of fact cannot be added without a Spanish sentence."""
    assert set(SENTENCES) == set(get_args(AnyFact))
    assert {type(fact) for fact, _ in golden_sentences()} == set(get_args(AnyFact))


def test_menu_key_is_shown_with_its_label() -> None:
    """A menu key is shown with its label."""
    option, chosen = next(iter(SITE.menus["bogota"].options.items()))
    fact = facts.MenuSelected(line="bogota", menu="bogota", option=option)
    assert sentence(fact, SITE, AT) == f"Marcó {option}: {chosen.label}."


def test_every_word_of_the_code_has_its_spanish_one() -> None:
    """Each outcome, state and offer result has a Spanish word."""
    assert set(OUTCOME_LABELS) == set(facts.OUTCOMES)
    assert set(ADVISOR_STATE_LABELS) == set(facts.ADVISOR_STATES)
    assert set(labels.OFFER_ENDS) == set(get_args(facts.OfferEnd))
    assert set(labels.ADVISOR_ACTIONS) == set(get_args(AdvisorAction))
    assert set(labels.OBSTACLES) == set(get_args(Obstacle))
    assert set(labels.ADVISOR_REQUESTS) == set(get_args(get_type_hints(facts.AdvisorWished)["wish"]))


def test_a_kind_that_the_site_no_longer_has_keeps_its_id() -> None:
    """A typology that the site has removed is shown by its id."""
    assert labels.topic_label(SITE, "elogio", "trato") == "elogio: trato"


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0:00"), (7_900, "0:07"), (80_606, "1:20"), (751_000, "12:31"), (3_723_000, "1:02:03"), (-5, "0:00")],
)
def test_a_duration_reads_as_on_the_screens(ms: int, text: str) -> None:
    """The story rounds a duration down, as `duration` of web/src/formats.ts does beside it."""
    assert duration_label(ms) == text
