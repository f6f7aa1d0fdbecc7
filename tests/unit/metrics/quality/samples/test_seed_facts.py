"""Which number of the interventoría counts for a week."""

from datetime import timedelta

import pytest

from eventlog.facts import SampleSeedCommitted, SampleSeedRevealed
from metrics.quality.samples.seed_facts import COMMITMENT_LEAD, SeedFacts
from metrics.quality.seed import commit
from tests.support.facts.sample_weeks import NUMBER, WEEK, DatedFact, chained, envelopes_of, seed_facts

HEAD = "ab" * 32
DAY, INSTANT = timedelta(days=1), timedelta(milliseconds=1)
BEFORE, AFTER = WEEK.begins - DAY, WEEK.ends + DAY
OTHER = "9" * 40


def case_of(*facts: DatedFact) -> str:
    """Return the case of the seed after some facts."""
    seeds = SeedFacts(WEEK)
    for each in envelopes_of(chained(facts)):
        seeds.add(each)
    return seeds.seed(HEAD).case


@pytest.mark.parametrize(
    ("committed", "revealed", "case"),
    [
        (BEFORE, AFTER, "committed"),
        (WEEK.begins - INSTANT, WEEK.ends, "committed"),
        (WEEK.begins - COMMITMENT_LEAD, AFTER, "committed"),
        (WEEK.begins, AFTER, "head"),
        (WEEK.begins - COMMITMENT_LEAD - INSTANT, AFTER, "head"),
        (BEFORE, WEEK.ends - INSTANT, "unrevealed"),
        (BEFORE, None, "unrevealed"),
        (None, None, "head"),
    ],
)
def test_the_times_in_the_chain_decide(committed: object, revealed: object, case: str) -> None:
    """The commitment is before the week and within 35 days of it, the number after its end."""
    assert case_of(*seed_facts(committed_at=committed, revealed_at=revealed)) == case  # type: ignore[arg-type]


def test_a_wrong_number_and_a_second_commitment_do_not_count() -> None:
    """The first commitment stays, and only its number fits."""
    first, right = seed_facts(committed_at=BEFORE, revealed_at=AFTER)
    second: DatedFact = (BEFORE + INSTANT, "", "x", SampleSeedCommitted(week=str(WEEK), commitment=commit(OTHER)))
    wrong: DatedFact = (AFTER - INSTANT, "", "x", SampleSeedRevealed(week=str(WEEK), number=OTHER))
    garbage: DatedFact = (AFTER - INSTANT, "", "x", SampleSeedRevealed(week=str(WEEK), number="no"))
    assert case_of(first, second, wrong, garbage) == "unrevealed"
    assert case_of(first, second, wrong, garbage, right) == "committed"


def test_the_seed_joins_head_and_number() -> None:
    """Head and number both change the seed; without a number it is the head."""
    seeds = SeedFacts(WEEK)
    assert seeds.seed(HEAD).value == HEAD
    for each in envelopes_of(chained(seed_facts(committed_at=BEFORE, revealed_at=AFTER))):
        seeds.add(each)
    assert (seeds.number, seeds.commitment) == (NUMBER, commit(NUMBER))
    assert len({seeds.seed(HEAD).value, seeds.seed("cd" * 32).value, HEAD}) == 3
