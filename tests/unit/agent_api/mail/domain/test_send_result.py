"""The meaning of an SMTP answer, by the command it answers."""

import pytest

from agent_api.mail.domain.send_result import Deferred, Rejected, SmtpStage, classify_reply


@pytest.mark.parametrize(
    ("stage", "code", "kind", "concerns_server"),
    [
        ("session", 535, Deferred, True),
        ("session", 454, Deferred, True),
        ("sender", 553, Deferred, True),
        ("sender", 552, Rejected, False),
        ("recipient", 550, Rejected, False),
        ("recipient", 450, Deferred, False),
        ("recipient", 421, Deferred, True),
        ("content", 554, Rejected, False),
        ("content", 452, Deferred, False),
    ],
)
def test_only_answer_about_recipient_or_content_is_permanent(
    stage: SmtpStage, code: int, kind: type, concerns_server: bool
) -> None:
    """Only an answer about the recipient or the content is permanent: our own wrong password bounces no message."""
    result = classify_reply(stage, code, "x")
    assert type(result) is kind
    assert getattr(result, "concerns_server", False) is concerns_server


def test_rfc_3463_status_is_reported_if_there_is_one_else_reply_code() -> None:
    """The RFC 3463 status is reported if there is one, else the reply code."""
    assert Rejected(550, "5.1.1 no such user").status == "5.1.1"
    assert Rejected(550, "no such user").status == "550"
