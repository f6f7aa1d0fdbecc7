"""Which publication is in force, and which may follow another."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent_api.site_admin.publications.domain.publication import (
    Current,
    Publication,
    PublicationOrder,
    current_of,
    find_refusal,
)

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


def publication(number: int, version: str = "a", hours: int = 0, *, cancelled: bool = False) -> Publication:
    return Publication(
        id=number,
        campaign="demo",
        version=version,
        effective_at=NOW + timedelta(hours=hours),
        published_at=NOW,
        who="sara",
        who_name="Sara",
        origin="draft",
        reason="Prueba.",
        cancelled_at=NOW if cancelled else None,
    )


PUBLICATIONS = st.lists(
    st.builds(publication, st.integers(1, 99), st.sampled_from("abc"), st.integers(-5, 5), cancelled=st.booleans()),
    unique_by=lambda each: each.id,
)


@given(PUBLICATIONS)
def test_in_force_is_the_newest_whose_moment_has_come(publications: list[Publication]) -> None:
    """No valid publication lies between the one in force and now, nor between now and the scheduled one."""
    in_force, scheduled = current_of(publications, NOW)
    valid = {(each.effective_at, each.id): each for each in publications if each.cancelled_at is None}
    past = [rank for rank in valid if rank[0] <= NOW]
    future = [rank for rank in valid if rank[0] > NOW]
    assert in_force == (valid[max(past)] if past else None)
    assert scheduled == (valid[min(future)] if future else None)


@given(
    st.sampled_from([None, publication(1)]),
    st.sampled_from([None, publication(2, "b", 1)]),
    st.sampled_from(["folder", "draft", "return"]),
    st.sampled_from([None, 1, 9]),
    st.sampled_from("abc"),
)
def test_order_is_accepted_only_over_what_its_author_saw(
    in_force: Publication | None, scheduled: Publication | None, origin: str, expected: int | None, version: str
) -> None:
    """An accepted order follows the publication that the author saw, changes the version, and replaces no plan."""
    order = PublicationOrder(origin=origin, reason="Prueba.", expected=expected)  # type: ignore[arg-type]
    refusal = find_refusal(order, version, Current(in_force, scheduled))
    if refusal is None:
        assert expected is None or (in_force is not None and in_force.id == expected)
        assert scheduled is None or origin == "return"
        assert scheduled is not None or in_force is None or in_force.version != version
    elif refusal == "in_force":
        assert in_force is not None
        assert in_force.version == version
    elif refusal == "scheduled":
        assert scheduled is not None
    else:
        assert expected != (in_force.id if in_force else None)
