"""Strategies for any fact and any envelope, for properties that hold for all of them."""

import types
from datetime import UTC, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from eventlog.facts import AnyFact, Envelope, Fact

FACT_TYPES: tuple[type[Fact], ...] = get_args(AnyFact)
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8"), max_size=20),
    int: st.integers(0, 2**53 - 1),
    bool: st.booleans(),
}


def _field(expected: Any) -> st.SearchStrategy[Any]:
    if get_origin(expected) is Literal:
        return st.sampled_from(get_args(expected))
    if get_origin(expected) in (Union, types.UnionType):
        return st.one_of(*map(_field, get_args(expected)))
    return _BY_TYPE[expected]


def fact_of(kind: type[Fact]) -> st.SearchStrategy[Any]:
    """Return a strategy for the facts of one kind."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: _field(hints[field.name]) for field in msgspec.structs.fields(kind)})


any_fact: st.SearchStrategy[Any] = st.one_of(*map(fact_of, FACT_TYPES))
_datetimes = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
any_envelope = st.builds(
    Envelope,
    id=st.builds(lambda epoch, seq: f"{epoch}-{seq}", st.integers(1, 99), st.integers(1, 2**53)),
    at=_datetimes,
    campaign=st.sampled_from(["demo", "otra"]),
    call_id=_BY_TYPE[str],
    actor=_BY_TYPE[str],
    site_version=_BY_TYPE[str],
    fact=any_fact,
)
assert isinstance(AnyFact, types.UnionType)
