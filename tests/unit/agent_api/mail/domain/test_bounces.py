"""Reports of failed delivery."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.mail.domain.bounces import Bounce, parse_bounce

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
    """Build a delivery report as mail servers write it."""
    return REPORT.format(action=action, status=status, returned=returned).encode()


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize("action", ["failed", "Failed (nobody there)"])
def test_delivery_failure_names_message_and_status(returned: str, action: str) -> None:
    """A failure names the message and the status, whether the report returns the whole message or only its headers."""
    assert parse_bounce(report(action=action, returned=returned)) == Bounce("<abc@entidad.example>", "5.1.1")


@pytest.mark.parametrize(
    "content",
    [
        report(action="delayed", status="4.4.1"),
        report(action="delivered", status="2.0.0"),
        report().replace(b"Message-ID: <abc@entidad.example>\n", b""),
        b"Subject: estoy de vacaciones\n\nVuelvo el lunes.\n",
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_anything_else_is_no_bounce(content: bytes) -> None:
    """A delay, an absence notice, a broken report or noise changes no message."""
    assert parse_bounce(content) is None


COPY = """From: no-responda@entidad.example
To: maria@correo.example
Subject: Respuesta a su solicitud
Message-ID: <abc@entidad.example>

Cordial saludo.
"""
QMAIL = f"""From: MAILER-DAEMON@correo.example
To: no-responda@entidad.example
Subject: failure notice
Message-ID: <otra@correo.example>

Hi. This is the qmail-send program at correo.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<maria@correo.example>:
192.0.2.5.1.1 does not like recipient.
Remote host said: 550 5.7.1 rejected

--- Below this line is a copy of the message.

Return-Path: <no-responda@entidad.example>
{COPY}"""
EXIM = f"""From: Mail Delivery System <Mailer-Daemon@correo.example>
To: no-responda@entidad.example
X-Failed-Recipients: maria@correo.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender
Message-ID: <E1abc@correo.example>

This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  maria@correo.example
    mailbox is full

------ This is a copy of the message, including all the headers. ------

{COPY}"""
EXCHANGE = """From: System Administrator <postmaster@correo.example>
To: no-responda@entidad.example
Subject: Undeliverable: Respuesta a su solicitud
In-Reply-To: <abc@entidad.example>
Message-ID: <otra@correo.example>

Your message

  To:      maria@correo.example
  Subject: Respuesta a su solicitud

did not reach the following recipient(s):

maria@correo.example on Wed, 25 Nov 2026 10:00:00 -0500
    The recipient name is not recognized
\tMSEXCH:IMS:Correo:SERVIDOR 0 (000C05A6) Unknown Recipient

"""
FORWARDED = """From: postmaster@correo.example
To: no-responda@entidad.example
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Delivery to the following recipients failed.

       maria@correo.example

--b
Content-Type: message/rfc822

{COPY}
--b--
""".replace("{COPY}", COPY)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (QMAIL.encode(), "5.7.1"),
        (EXIM.encode(), "5.0.0"),
        (EXCHANGE.encode(), "5.0.0"),
        (FORWARDED.encode(), "5.0.0"),
        (report(status="no"), "5.1.1"),
        (report().replace(b"multipart/report", b"multipart/mixed"), "5.1.1"),
    ],
    ids=["qmail", "exim", "exchange", "microsoft", "status that is none", "report of another type"],
)
def test_a_report_in_a_servers_own_form_is_read_too(content: bytes, status: str) -> None:
    """A non-standard report identifies the message by its copy, or by the message that it answers."""
    assert parse_bounce(content) == Bounce("<abc@entidad.example>", status)


@pytest.mark.parametrize(
    "content",
    [
        QMAIL.replace("Message-ID: <abc@entidad.example>\n", "").encode(),
        b"From: a@b.example\nIn-Reply-To: <abc@entidad.example>\nAuto-Submitted: auto-replied\n"
        b"Subject: Fuera de la oficina\n\nVuelvo el lunes. El correo maria@correo.example no se revisa.\n",
        b"From: maria@correo.example\nIn-Reply-To: <abc@entidad.example>\nSubject: Re: Respuesta\n\n"
        b"No me lleg\xc3\xb3 el certificado.\n\n> Message-ID: <abc@entidad.example>\n",
        b"From: MAILER-DAEMON@correo.example\nIn-Reply-To: <abc@entidad.example>\nSubject: Warning: message delayed\n\n"
        b"A message that you sent has not yet been delivered to maria@correo.example. No action is required.\n",
    ],
    ids=["no Message-ID of ours", "absent", "a person's answer", "delayed"],
)
def test_an_answer_that_refers_to_a_message_is_no_bounce(content: bytes) -> None:
    """An answer that reports no permanent failure, or identifies no message, is no bounce."""
    assert parse_bounce(content) is None


@given(st.binary(max_size=400), st.integers(0, len(REPORT)))
def test_any_content_is_read_without_error_as_bounce_of_message_or_as_none(noise: bytes, offset: int) -> None:
    """Any content is read without an error, as a bounce of a message or as none."""
    reports = [report(), *(other.encode() for other in (QMAIL, EXIM, EXCHANGE, FORWARDED))]
    for content in (noise, *(each[:offset] + noise + each[offset:] for each in reports)):
        bounce = parse_bounce(content)
        assert bounce is None or (isinstance(bounce, Bounce) and bounce.message_id and bounce.status)
