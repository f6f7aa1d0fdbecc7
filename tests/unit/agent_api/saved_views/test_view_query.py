"""The query that a saved view keeps."""

import pytest

from agent_api.saved_views.domain.view_query import UnknownParameter, canonical_query


def test_a_query_has_one_spelling() -> None:
    """Order of the parameters, a question mark and empty values make no difference."""
    assert canonical_query("tickets", "?state=received&light=red&owner=") == "light=red&state=received"
    assert canonical_query("tickets", "") == ""
    assert canonical_query("tickets", "large_client=any&box=all") == "box=all&large_client=any"


@pytest.mark.parametrize("query", ["customer_id=x", "call_id=x", "state=filed&number=2026", "phone=3001234567"])
def test_a_view_keeps_nothing_that_identifies_a_person(query: str) -> None:
    """Parameters that identify a customer, a call or a number are refused."""
    with pytest.raises(UnknownParameter):
        canonical_query("tickets", query)
