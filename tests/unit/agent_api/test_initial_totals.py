"""Totals before their first increase."""

from agent_api.system.initial_totals import initial_totals
from calls.call import Call, Stage
from calls.transitions.common import outcome_of
from config.site.loader import load_site
from tests.support.repository import ROOT

SITE = load_site(ROOT / "config/sites/icetex")


def test_abandoned_calls_have_the_stages_in_which_a_caller_abandons() -> None:
    """With a queue, the total has each stage of an abandoned wait; without one, only stages that leave a menu."""
    labels = [name.split("|")[1:] for name in initial_totals(SITE) if name.startswith("abandoned|")]
    outcomes = {stage: outcome_of(Call(id="", line="", gateway="", site_version="", stage=stage)) for stage in Stage}
    waits = {stage for stage, outcome in outcomes.items() if outcome == "abandoned_queue"}
    assert {stage for _, queue, stage in labels if queue} == waits
    assert {outcomes[Stage(stage)] for _, queue, stage in labels if not queue} == {"abandoned_ivr"}


def test_each_total_is_named_once() -> None:
    """No total is repeated, and each line has one of its incoming calls."""
    names = list(initial_totals(SITE))
    assert len(names) == len(set(names))
    assert {f"ingressed|{line}" for line in SITE.lines} <= set(names)
