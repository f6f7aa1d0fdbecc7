"""The numbers to which text messages go."""

import pytest

from agent_api.text_messages.domain.recipients import mobile_number


@pytest.mark.parametrize(
    "caller", ["3001112201", "573001112201", "+573001112201", "sip:+573001112201@operador.example"]
)
def test_a_colombian_mobile_gets_messages(caller: str) -> None:
    """Every form in which a trunk writes the number gives one number in E.164."""
    assert mobile_number(caller) == "+573001112201"


@pytest.mark.parametrize(
    "caller",
    ["", "anonymous", "6015550100", "+576015550100", "+34600111222", "018000555010", "123", "85432", "+573991112201x"],
)
def test_no_other_number_does(caller: str) -> None:
    """Landlines, foreign numbers, short codes, service numbers and hidden numbers get nothing."""
    assert mobile_number(caller) == ""
