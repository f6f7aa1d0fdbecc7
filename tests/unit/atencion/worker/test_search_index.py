"""The rhythm of the search index job."""

import pytest

from atencion.worker.search_index import pause_after


@pytest.mark.parametrize(("written", "hours"), [(None, 1), (500, 1), (0, 24)])
def test_a_round_without_findings_is_repeated_a_day_later(written: int | None, hours: int) -> None:
    """A round reads all rows, and soon finds none to write; after a failure or a finding another one follows soon."""
    assert pause_after(written) == hours * 3600
