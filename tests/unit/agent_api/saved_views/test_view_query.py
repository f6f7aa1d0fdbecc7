"""The query that a saved view keeps."""

import pytest
from pydantic import BaseModel

from agent_api.access_log.schemas import AccessLogFilters
from agent_api.identity.check_list.schemas import IdentityCheckFilters
from agent_api.saved_views.domain.view_query import VIEW_PARAMETERS, ListName, UnknownParameter, canonical_query


def test_a_query_has_one_spelling() -> None:
    """Order of the parameters, a question mark and empty values make no difference."""
    assert canonical_query("tickets", "?state=received&light=red&owner=") == "light=red&state=received"
    assert canonical_query("tickets", "") == ""
    assert canonical_query("tickets", "large_client=any&box=all") == "box=all&large_client=any"


@pytest.mark.parametrize(
    ("list_name", "query"),
    [
        ("tickets", "customer_id=x"),
        ("tickets", "call_id=x"),
        ("tickets", "state=filed&number=2026"),
        ("tickets", "phone=3001234567"),
        ("access_log", "customer=x"),
        ("identity_checks", "call=x"),
    ],
)
def test_a_view_keeps_nothing_that_identifies_a_person(list_name: ListName, query: str) -> None:
    """Parameters that identify a customer, a call or a number are refused."""
    with pytest.raises(UnknownParameter):
        canonical_query(list_name, query)


@pytest.mark.parametrize(
    ("list_name", "filters", "identifying"),
    [("access_log", AccessLogFilters, "customer"), ("identity_checks", IdentityCheckFilters, "call")],
)
def test_a_view_keeps_each_other_filter_of_its_list(
    list_name: ListName, filters: type[BaseModel], identifying: str
) -> None:
    """A filter that a list gains is saved, too."""
    assert VIEW_PARAMETERS[list_name] - {"sort", "columns"} == filters.model_fields.keys() - {identifying}
