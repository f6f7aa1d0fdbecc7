"""Choices about the conflicts between a draft and the version in force."""

from typing import Any, Literal

import pytest

from agent_api.site_admin.drafts.domain.choices import TakenSide, take_sides
from config.site.documents.changes import merge

BASE: dict[str, Any] = {"queues": {"general": {"name": "General", "weight": 1.0}, "pagos": {"name": "Pagos"}}}
THEIRS: dict[str, Any] = {"queues": {"general": {"name": "Todos", "weight": 1.0}, "pagos": {"name": "Pagos y cobros"}}}
MINE: dict[str, Any] = {"queues": {"general": {"name": "Central", "weight": 2.0}}}
NAME, PAGOS = ("queues", "general", "name"), ("queues", "pagos")


@pytest.mark.parametrize(
    ("name", "pagos", "document"),
    [
        ("mine", "mine", {"queues": {"general": {"name": "Central", "weight": 2.0}}}),
        (
            "theirs",
            "theirs",
            {"queues": {"general": {"name": "Todos", "weight": 2.0}, "pagos": {"name": "Pagos y cobros"}}},
        ),
    ],
)
def test_each_conflict_takes_the_chosen_side(
    name: Literal["mine", "theirs"], pagos: Literal["mine", "theirs"], document: dict[str, Any]
) -> None:
    """A field that only one side changed is kept with both choices; a deleted queue can be chosen, too."""
    merged, conflicts = merge(BASE, THEIRS, MINE)
    assert {each.path for each in conflicts} == {NAME, PAGOS}
    choices = [TakenSide(path=NAME, take=name), TakenSide(path=PAGOS, take=pagos)]
    assert take_sides(merged, conflicts, choices) == (document, ())


def test_a_conflict_without_a_choice_is_left() -> None:
    """A choice about another field decides nothing about it."""
    merged, conflicts = merge(BASE, THEIRS, MINE)
    _, left = take_sides(merged, conflicts, [TakenSide(path=NAME, take="mine")])
    assert [each.path for each in left] == [PAGOS]
