"""The API says whether a sample is planned, awaited, due or drawn."""

from datetime import datetime, timedelta

import msgspec
import pytest

from agent_api.quality.samples.presenters import present_sample, present_summary
from agent_api.quality.samples.store import SampleCounts, SampleRow, SeedRow
from tests.support.facts.sample_weeks import DRAWS_AT, REVEAL_BY, WEEK
from tests.support.site_folders import sample_site

ROW = SampleRow(
    week=str(WEEK),
    channel="phone",
    site_version="v",
    planned_at=WEEK.begins,
    confidence=95,
    margin="0.05",
    expected="0.5",
    each_advisor=False,
    draws_at=DRAWS_AT,
    reveal_by=REVEAL_BY,
)
COMMITTED = SeedRow(
    week=str(WEEK), commitment="ab", committed_at=WEEK.begins, committed_by="vera", committed_by_name="Vera"
)
DRAWN = msgspec.structs.replace(ROW, drawn_at=REVEAL_BY, seed_case="committed")


@pytest.mark.parametrize(
    ("row", "seed", "now", "state"),
    [
        (ROW, None, DRAWS_AT - timedelta(seconds=1), "planned"),
        (ROW, None, DRAWS_AT, "due"),
        (ROW, COMMITTED, DRAWS_AT, "awaiting_number"),
        (ROW, COMMITTED, REVEAL_BY, "due"),
        (ROW, msgspec.structs.replace(COMMITTED, number="1" * 40), DRAWS_AT, "due"),
        (DRAWN, COMMITTED, DRAWS_AT, "drawn"),
    ],
)
def test_the_state_follows_from_the_times(row: SampleRow, seed: SeedRow | None, now: datetime, state: str) -> None:
    """A committed number is awaited from the draw's time until the plan's last moment."""
    assert present_summary(SampleCounts(row, 0, seed), now).state == state


def test_the_proof_says_what_the_seed_shows() -> None:
    """Each case of the seed has its own sentence."""
    rows = [ROW, *(msgspec.structs.replace(DRAWN, seed_case=case) for case in ("committed", "unrevealed", "head"))]
    proofs = [present_sample(sample_site(), SampleCounts(each, 0, None), [], [], DRAWS_AT).proof for each in rows]
    assert len(set(proofs)) == 4
    assert "pudo escoger la muestra" in proofs[1]
