"""Who asked a moment ago: remembered for a second, and forgotten when something changes."""

from datetime import UTC, datetime, timedelta

import pytest

from agent_api.access.principal import Principal
from agent_api.access.session_cache import TTL, SessionCache

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANA = Principal(user="ana", name="Ana", roles=frozenset({"asesor"}))
_STEP = timedelta(microseconds=1)


@pytest.fixture
def recent() -> SessionCache:
    """One that has just learnt of Ana."""
    recent = SessionCache()
    recent.put("token", ANA, NOW)
    return recent


@pytest.mark.parametrize(
    ("later", "cached"), [(timedelta(0), True), (TTL - _STEP, True), (TTL, False), (-_STEP, False)]
)
def test_it_is_known_for_as_long_as_it_is_valid(recent: SessionCache, later: timedelta, cached: bool) -> None:
    """Up to the validity's end and no longer; a clock that was set back makes it unknown too."""
    assert (recent.get("token", NOW + later) == ANA) is cached


def test_another_token_is_not_known(recent: SessionCache) -> None:
    """What is known is known of one token."""
    assert recent.get("other", NOW) is None


def test_what_changes_makes_it_forget(recent: SessionCache) -> None:
    """Nothing is known after it was told to forget."""
    recent.clear()
    assert recent.get("token", NOW) is None


def test_it_does_not_grow_without_bound(recent: SessionCache) -> None:
    """However many tokens come, the one that came last is known, and not all are kept."""
    for number in range(25_000):
        recent.put(f"token {number}", ANA, NOW)
    cached = sum(recent.get(f"token {number}", NOW) is not None for number in range(25_000))
    assert recent.get("token 24999", NOW) == ANA
    assert cached <= 10_000
