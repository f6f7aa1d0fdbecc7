"""Metrics of HTTP requests."""

from hypothesis import given
from hypothesis import strategies as st

from agent_api.app.routing import API_AREAS
from metrics.prometheus.health import request_metrics
from metrics.prometheus.http_requests import STATUSES, RequestCounts


@given(st.lists(st.tuples(st.text(), st.integers(-5, 2000), st.floats(0, 100))))
def test_no_request_makes_a_series_of_its_own(responses: list[tuple[str, int, float]]) -> None:
    """The area label has only our nouns and two more, and the status one of five classes, for any request."""
    requests = RequestCounts({"calls"})
    for path, status, seconds in responses:
        requests.record(f"/api/v1/{path}", status, seconds)
        requests.record(path, status, seconds)
    assert {area for area, _ in requests.answered} == {"calls", "other", "pages"}
    assert {status for _, status in requests.answered} <= set(STATUSES)
    assert requests.durations.keys() == {"calls", "other", "pages"}


def test_an_area_is_the_noun_that_is_asked_about() -> None:
    """An id after the noun is not part of the area."""
    requests = RequestCounts(API_AREAS)
    assert requests.area_of("/api/v1/calls/123/identity") == "calls"
    assert requests.area_of("/api/v1/nothing") == "other"
    assert requests.area_of("/estado") == "pages"
    assert {"calls", "tickets", "session", "me"} <= API_AREAS
    assert "" not in API_AREAS


def test_durations_are_counted_up_to_each_bound() -> None:
    """A bound is in its own bucket, and server errors start at 0."""
    requests = RequestCounts({"calls"})
    for seconds in (0.005, 0.2, 7.0):
        requests.record("/api/v1/calls", 200, seconds)
    values = {
        (each.name, *each.labels.values()): each.value
        for family in request_metrics(requests)
        for each in family.samples
    }
    assert values["http_requests_total", "calls", "2xx"] == 3
    assert values["http_requests_total", "calls", "5xx"] == 0
    assert values["http_request_seconds_bucket", "calls", "0.005"] == 1
    assert values["http_request_seconds_bucket", "calls", "+Inf"] == 3
