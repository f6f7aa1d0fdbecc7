"""The session cache remembers a principal for one second and forgets it when something changes."""

from datetime import UTC, datetime, timedelta

import pytest

from agent_api.access.principal import Principal
from agent_api.access.session_cache import TTL, SessionCache

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANA = Principal(user="ana", name="Ana", roles=frozenset({"asesor"}))
_STEP = timedelta(microseconds=1)


@pytest.fixture
def recent() -> SessionCache:
    """Return a cache that has just stored Ana's session."""
    recent = SessionCache()
    recent.put("token", ANA, NOW)
    return recent


@pytest.mark.parametrize(
    ("later", "cached"), [(timedelta(0), True), (TTL - _STEP, True), (TTL, False), (-_STEP, False)]
)
def test_it_is_known_for_as_long_as_it_is_valid(recent: SessionCache, later: timedelta, cached: bool) -> None:
    """A session is cached until its validity ends; setting the clock back removes it too."""
    assert (recent.get("token", NOW + later) == ANA) is cached


def test_another_token_is_not_known(recent: SessionCache) -> None:
    """A cached session answers for its own token only."""
    assert recent.get("other", NOW) is None


def test_cache_holds_nothing_after_change_is_announced(recent: SessionCache) -> None:
    """After a change is announced, the cache holds nothing."""
    recent.clear()
    assert recent.get("token", NOW) is None


def test_it_does_not_grow_without_bound(recent: SessionCache) -> None:
    """The cache is bounded: the latest token stays and older ones are dropped."""
    for number in range(25_000):
        recent.put(f"token {number}", ANA, NOW)
    cached = sum(recent.get(f"token {number}", NOW) is not None for number in range(25_000))
    assert recent.get("token 24999", NOW) == ANA
    assert cached <= 10_000
