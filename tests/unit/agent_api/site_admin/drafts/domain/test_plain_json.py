"""The JSON that a change may hold."""

from typing import Any

import pytest

from agent_api.site_admin.drafts.domain.plain_json import MAX_DEPTH, MAX_TEXT, find_json_fault


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value", [None, True, 0, -12, 0.95, "7:00-19:00", {"week": {"monday": ["7:00-12:00"]}}, nested(MAX_DEPTH)]
)
def test_what_a_document_holds_is_accepted(value: Any) -> None:
    """Scalars, lists and tables of a site."""
    assert find_json_fault(value) is None


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        10**13,
        "a\0b",
        {"a\0": 1},
        ["x" * (MAX_TEXT + 1)],
        {"a": [{"b": float("-inf")}]},
        nested(MAX_DEPTH + 1),
    ],
)
def test_what_cannot_be_stored_or_read_is_refused(value: Any) -> None:
    """Also inside lists and tables, and in names."""
    assert find_json_fault(value)
