"""What an answer means, by where it came."""

import pytest

from agent_api.mail.domain.send_result import Later, Refused, Stage, judged


@pytest.mark.parametrize(
    ("stage", "code", "kind", "whole_server"),
    [
        ("session", 535, Later, True),
        ("session", 454, Later, True),
        ("sender", 553, Later, True),
        ("sender", 552, Refused, False),
        ("recipient", 550, Refused, False),
        ("recipient", 450, Later, False),
        ("recipient", 421, Later, True),
        ("content", 554, Refused, False),
        ("content", 452, Later, False),
    ],
)
def test_only_what_is_said_of_recipient_or_content_is_for_good(
    stage: Stage, code: int, kind: type, whole_server: bool
) -> None:
    """A wrong password of ours bounces nobody's message."""
    found = judged(stage, code, "x")
    assert type(found) is kind
    assert getattr(found, "whole_server", False) is whole_server


def test_the_enhanced_status_is_told_where_there_is_one() -> None:
    """RFC 3463; else the code of the answer."""
    assert Refused(550, "5.1.1 no such user").status == "5.1.1"
    assert Refused(550, "no such user").status == "550"
