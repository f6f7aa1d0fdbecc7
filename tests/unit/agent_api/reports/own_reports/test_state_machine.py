"""The states of an own report, walked at random."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_api.reports.own_reports.domain.state_machine import OwnReportState, OwnReportStep, take_step
from tests.support.properties import examples

EVERY_STEP: list[OwnReportStep] = ["schedule", "unschedule", "pause", "resume", "stop"]


@given(steps=st.lists(st.sampled_from(EVERY_STEP), max_size=30))
@settings(max_examples=examples(100), deadline=None)
def test_only_a_person_lets_a_stopped_report_go_on(steps: list[OwnReportStep]) -> None:
    """A pause survives a change, the system stops only active reports, and a report without a schedule is never due."""
    state: OwnReportState = "unscheduled"
    for step in steps:
        after = take_step(state, step)
        if step == "stop":
            assert (after is not None) == (state == "active")
        if step == "unschedule":
            assert after == "unscheduled"
        if state == "paused" and step == "schedule":
            assert after == "paused"
        if state == "unscheduled" and after == "active":
            assert step == "schedule"
        state = after or state
