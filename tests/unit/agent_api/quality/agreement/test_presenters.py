"""The figures of agreement as people read them."""

from fractions import Fraction

import pytest

from agent_api.quality.agreement.presenters import format_kappa, present_figures
from metrics.quality.agreement import rater_agreement


@pytest.mark.parametrize(
    ("kappa", "text"),
    [
        ("2/5", "0.400"),
        ("3/23", "0.130"),
        ("-3/122", "-0.025"),
        ("1", "1.000"),
        ("1/2000", "0.001"),
        ("-1/9999", "0.000"),
    ],
)
def test_kappa_has_three_decimals_and_no_negative_zero(kappa: str, text: str) -> None:
    """A half is rounded away from zero."""
    assert format_kappa(Fraction(kappa)) == text


def test_undefined_figures_are_null_beside_the_counts() -> None:
    """If both always answer the same, kappa is null and the agreement is not; of no items, all are."""
    same = present_figures(rater_agreement([[50, 0], [0, 0]]))
    assert (same.observed, same.kappa, same.exact_kappa, same.compared) == ("100.00", None, None, 50)
    nothing = present_figures(rater_agreement([[0, 0], [0, 0]]))
    assert (nothing.observed, nothing.expected, nothing.kappa, nothing.compared) == (None, None, None, 0)
    rare = present_figures(rater_agreement([[95, 2], [3, 0]]))
    assert (rare.observed, rare.expected, rare.kappa, rare.exact_kappa) == ("95.00", "95.12", "-0.025", "-3/122")
