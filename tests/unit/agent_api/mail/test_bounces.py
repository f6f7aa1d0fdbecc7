"""Reports of failed delivery."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.mail.bounces import Bounce, read_bounce

REPORT = """From: MAILER-DAEMON@relay.example
To: no-responda@entidad.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

The mail system could not deliver it.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Wed, 25 Nov 2026 10:00:00 -0500

Final-Recipient: rfc822; maria@entidad.example
Original-Recipient: rfc822;maria@entidad.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: {returned}

From: no-responda@entidad.example
To: maria@entidad.example
Subject: =?utf-8?q?petici=C3=B3n?=
Message-ID: <abc@entidad.example>

--b--
"""


def report(action: str = "failed", status: str = "5.1.1", returned: str = "text/rfc822-headers") -> bytes:
    """A report as mail servers write it."""
    return REPORT.format(action=action, status=status, returned=returned).encode()


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize("action", ["failed", "Failed (nobody there)"])
def test_a_failure_is_told_by_message_and_status(returned: str, action: str) -> None:
    """Whether the report brings back the whole message or its headers alone."""
    assert read_bounce(report(action=action, returned=returned)) == Bounce("<abc@entidad.example>", "5.1.1")


@pytest.mark.parametrize(
    "content",
    [
        report(action="delayed", status="4.4.1"),
        report(action="delivered", status="2.0.0"),
        report(status="no"),
        report().replace(b"Message-ID: <abc@entidad.example>\n", b""),
        report().replace(b"multipart/report", b"multipart/mixed"),
        b"Subject: estoy de vacaciones\n\nVuelvo el lunes.\n",
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_anything_else_is_no_bounce(content: bytes) -> None:
    """A delay, an absence, a broken report or noise leave every message as it was."""
    assert read_bounce(content) is None


@given(st.binary(max_size=400), st.integers(0, len(REPORT)))
def test_no_content_whatever_makes_the_reader_fail(noise: bytes, place: int) -> None:
    """Reports come from anywhere, broken anywhere."""
    whole = report()
    read_bounce(noise)
    read_bounce(whole[:place] + noise + whole[place:])
