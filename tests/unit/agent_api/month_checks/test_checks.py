"""The checks of a month, from its counts."""

from hypothesis import given
from hypothesis import strategies as st

from agent_api.month_checks.domain.checks import MonthCounts, check_month

FIELDS = MonthCounts.__struct_fields__


@given(st.fixed_dictionaries({name: st.integers(0, 5_000) for name in FIELDS}))
def test_each_count_is_a_check_with_a_remedy_if_it_fails(counts: dict[str, int]) -> None:
    """Every count has one check; only a failed one has advice; a sentence names its number."""
    checks = check_month(MonthCounts(**counts))
    assert {each.name: each.count for each in checks} == counts
    for each in checks:
        assert bool(each.advice) == (each.count > 0)
        assert each.count < 2 or f"{each.count:,}".replace(",", ".") in each.result
