"""The format of actions and responses of the manager interface."""

import pytest

from telephony.asterisk.recording.ami import encode_action, read_response


def test_an_action_is_lines_and_an_empty_one() -> None:
    """An action is a line for each name and value, and an empty line."""
    sent = encode_action("StopMixMonitor", "7", {"Channel": "n-1.2"})
    assert sent == b"Action: StopMixMonitor\r\nActionID: 7\r\nChannel: n-1.2\r\n\r\n"


@pytest.mark.parametrize("value", ["x\r\nAction: Command", "x\n", "\r"])
def test_no_field_becomes_an_action_of_its_own(value: str) -> None:
    """A field with a line break is refused, because it would start another action."""
    with pytest.raises(ValueError, match="line break"):
        encode_action("StopMixMonitor", "7", {"Channel": value})


def test_an_answer_is_read_by_name() -> None:
    """Values may contain colons, and lines that are no field are ignored."""
    response = read_response(b"Response: Error\r\nActionID: 7\r\nMessage: a: b\r\nnothing\r\n\r\n")
    assert response == {"Response": "Error", "ActionID": "7", "Message": "a: b"}
