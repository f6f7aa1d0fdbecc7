"""The state of a wall display at a moment, and its pairing code."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agent_api.displays.domain.display import CODE_LIFETIME, DisplayRow, may_read, state_of, takes_code
from agent_api.displays.domain.pairing_code import ALPHABET, LENGTH, format_code, make_code, parse_code

NOW = datetime(2026, 12, 1, 14, tzinfo=UTC)
ROW = DisplayRow(
    id="a" * 16,
    name="Sala",
    place="Piso 2",
    panels=("service",),
    seconds=12,
    theme="dark",
    created_at=NOW,
    created_by="sara",
    expires_at=NOW + timedelta(days=1),
)
CODE = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
MOMENTS = st.none() | st.integers(-100_000, 100_000).map(lambda seconds: NOW + timedelta(seconds=seconds))


@given(code_until=MOMENTS, paired=st.booleans(), seen=MOMENTS, revoked=MOMENTS, at=MOMENTS.filter(bool))
def test_only_a_display_in_force_reads_or_takes_a_code(
    code_until: datetime | None,
    paired: bool,
    seen: datetime | None,
    revoked: datetime | None,
    at: datetime,
) -> None:
    """No order of acts lets a revoked or expired display read; its state says the same as the rules."""
    row = msgspec.structs.replace(
        ROW,
        code=None if code_until is None else "hash",
        code_expires_at=code_until,
        digest=b"d" if paired else None,
        seen_at=seen,
        revoked_at=revoked,
    )
    state = state_of(row, at)
    assert may_read(row, at) == (state not in ("revoked", "expired"))
    assert may_read(row, at) or not takes_code(row, at)
    assert (state == "revoked") == (revoked is not None)
    assert (state in ("on", "silent")) == (paired and may_read(row, at))
    assert takes_code(row, at) == (may_read(row, at) and code_until is not None and at < code_until)


def test_a_display_goes_from_its_code_to_its_end() -> None:
    """It waits, its code lapses, it is on while it is seen, silent after, and expired at its hour."""
    waiting = msgspec.structs.replace(ROW, code="hash", code_expires_at=NOW + CODE_LIFETIME)
    assert [state_of(waiting, NOW + timedelta(minutes=each)) for each in (0, 14, 15, 24 * 60)] == [
        "waiting",
        "waiting",
        "lapsed",
        "expired",
    ]
    paired = msgspec.structs.replace(ROW, digest=b"d", seen_at=NOW)
    assert [state_of(paired, NOW + timedelta(minutes=each)) for each in (1, 2)] == ["on", "silent"]


@given(CODE, st.sampled_from(("", " ", "-", "  ")))
def test_a_code_is_read_as_people_type_it(code: str, between: str) -> None:
    """In lower case, with or without the hyphen."""
    assert parse_code(format_code(code)) == code
    assert parse_code(f" {between.join(code.lower())} ") == code


@given(st.text(max_size=12))
def test_other_text_is_no_code(text: str) -> None:
    """Text with another length or character is no code."""
    code = parse_code(text)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


def test_a_code_is_drawn_character_by_character() -> None:
    """Each character is a choice of the whole alphabet."""
    code = make_code(random.Random(7).choice)
    assert parse_code(code) == code
