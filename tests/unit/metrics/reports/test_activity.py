"""Advisors' time and menu choices, from facts alone."""

from datetime import UTC, datetime, timedelta

from eventlog.facts import (
    AdvisorState,
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    Envelope,
    MenuEntered,
    MenuInputRejected,
    MenuSelected,
)
from metrics.reports.activity import Activity
from tests.support.site_folders import sample_site

SITE = sample_site()
BEGINS = datetime(2026, 11, 25, 5, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=1)


def activity_of(*facts: tuple[float, AnyFact]) -> Activity:
    """Return the activity of facts at these hours after the period began."""
    tallies = Activity(BEGINS, ENDS)
    for index, (hours, fact) in enumerate(facts):
        tallies.add(
            Envelope(
                id=f"1-{index}",
                at=BEGINS + timedelta(hours=hours),
                campaign="c",
                call_id="",
                actor="",
                site_version="",
                fact=fact,
            )
        )
    return tallies


def change(previous: AdvisorState, state: AdvisorState, advisor: str = "ana") -> AdvisorStateChanged:
    """Build a change from one state to another."""
    return AdvisorStateChanged(advisor=advisor, state=state, previous=previous, reason="")


def test_time_in_a_state_is_counted_when_it_ends() -> None:
    """Time counts from the first change to the last; a state still open does not count."""
    tallies = activity_of(
        (7, change("offline", "available")), (8, change("available", "talking")), (8.5, change("talking", "wrap_up"))
    )
    [ana] = tallies.advisors({})
    assert (ana.available, ana.talking, ana.wrap_up) == (3_600_000, 1_800_000, 0)
    assert tallies.pending == 1


def test_calls_that_are_set_aside_are_in_no_menu() -> None:
    """Such calls are not among the answered either; the advisor's time counts."""
    facts: tuple[AnyFact, ...] = (
        MenuEntered(line="bogota", menu="bogota"),
        CallAnswered(line="bogota", queue="credito", advisor="ana", offer=1),
        change("available", "talking"),
        change("talking", "available"),
    )
    tallies = Activity(BEGINS, ENDS, frozenset({"flood"}))
    for index, fact in enumerate(facts):
        at = BEGINS + timedelta(hours=index)
        called = {"campaign": "c", "call_id": "flood", "actor": "", "site_version": ""}
        tallies.add(Envelope(id=f"1-{index}", at=at, fact=fact, **called))
    [ana] = tallies.advisors({})
    assert (ana.answered, ana.talking) == (0, 3_600_000)
    assert tallies.menus(SITE) == ()


def test_a_state_that_reaches_over_the_ends_is_cut_there() -> None:
    """The first change names the state before it, and a change after the period ends the last state."""
    tallies = activity_of(
        (1, change("talking", "paused")), (25, change("paused", "offline")), (26, change("offline", "available"))
    )
    [ana] = tallies.advisors({})
    assert (ana.talking, ana.paused, ana.available) == (3_600_000, 23 * 3_600_000, 0)
    assert tallies.pending == 0


def test_open_state_counts_up_to_month_end_once() -> None:
    """An open state counts up to the month's end, once; a later change of an unknown advisor counts nothing."""
    tallies = activity_of((22, change("offline", "available")), (25, change("talking", "offline", "eva")))
    tallies.end_period()
    tallies.end_period()
    [ana] = tallies.advisors({})
    assert (ana.advisor, ana.available, tallies.pending) == ("ana", 2 * 3_600_000, 0)


def test_change_from_away_to_away_counts_nothing() -> None:
    """A change from away to away counts nothing."""
    assert (
        activity_of((-1, change("offline", "available")), (30, change("offline", "available", "eva"))).advisors({})
        == ()
    )


def test_advisors_stand_in_the_order_of_the_names_and_those_without_one_behind() -> None:
    """Advisors are sorted by name; those without a name follow by login."""
    activity = activity_of(*((8, change("available", "paused", each)) for each in ("zoe", "eva", "ana", "bea")))
    rows = [(each.advisor, each.name) for each in activity.advisors({"eva": "Álvarez", "out": "Brand", "ana": "Cruz"})]
    assert rows == [("eva", "Álvarez"), ("ana", "Cruz"), ("bea", "bea"), ("zoe", "zoe")]


def test_menus_stand_in_the_order_of_the_site_with_every_option() -> None:
    """Every option is listed, also unused ones; a menu that the site no longer has is shown by its key."""
    line, menu = "bogota", "bogota"
    tallies = activity_of(
        (1, MenuEntered(line=line, menu=menu)),
        (1, MenuInputRejected(line=line, menu=menu, kind="wrong_key")),
        (1, MenuSelected(line=line, menu=menu, option="1")),
        (1, MenuSelected(line=line, menu=menu, option="7")),
        (1, MenuEntered(line=line, menu="bogota_pagos")),
        (25, MenuEntered(line=line, menu=menu)),
        (2, CallAnswered(line=line, queue="pagos", advisor="ana", offer=1)),
    )
    first, second = tallies.menus(SITE)
    assert (first.line, first.menu, first.entered, first.wrong_key) == ("Línea Bogotá", "", 1, 1)
    assert [(key, times) for key, _, times in first.options] == [
        *(("1", 1), ("2", 0), ("3", 0), ("4", 0), ("8", 0), ("9", 0), ("7", 1))
    ]
    assert second.menu == "Pagos y estado de la deuda"
    assert tallies.advisors({})[0].answered == 1
