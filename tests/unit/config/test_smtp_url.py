"""The URL of the mail server."""

from pathlib import Path

import pytest

from config.errors import SettingsInvalid
from config.smtp_url import SmtpServer, read_smtp_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://correo.example", SmtpServer(host="correo.example", port=587, security="starttls")),
        ("smtps://correo.example", SmtpServer(host="correo.example", port=465, security="tls")),
        ("smtp://127.0.0.1:25?starttls=no", SmtpServer(host="127.0.0.1", port=25, security="none")),
        (
            "smtp://ana%40x:c%2Fl@correo.example:2525?ca=/etc/ca.pem",
            SmtpServer(
                host="correo.example",
                port=2525,
                security="starttls",
                user="ana@x",
                password="c/l",
                authorities=Path("/etc/ca.pem"),
            ),
        ),
    ],
)
def test_an_address_says_server_security_and_login(url: str, server: SmtpServer) -> None:
    """By default the connection is encrypted, on the usual port."""
    assert read_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "correo.example:25",
        "http://correo.example",
        "smtp://",
        "smtp://correo.example:99999",
        "smtp://correo.example?starttls=quizas",
        "smtp://correo.example?otra=1",
        "smtp://correo.example/carpeta",
        "smtp://ana@correo.example",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_being_repeated(url: str) -> None:
    """The error does not repeat the URL, because it may contain a password."""
    with pytest.raises(SettingsInvalid) as refused:
        read_smtp_url(url)
    assert "correo.example" not in str(refused.value)


def test_no_password_goes_in_plain_text_to_another_machine() -> None:
    """An unencrypted password is accepted only for this machine."""
    with pytest.raises(SettingsInvalid, match="sin cifrar"):
        read_smtp_url("smtp://ana:clave@correo.example?starttls=no")
    assert read_smtp_url("smtp://ana:clave@localhost:25?starttls=no").user == "ana"


def test_the_password_is_not_shown() -> None:
    """The password appears neither in logs nor in tracebacks."""
    assert "clave" not in repr(read_smtp_url("smtp://ana:clave@correo.example"))
