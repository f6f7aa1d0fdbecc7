"""Files attached to messages: the stored message holds none of their bytes, the sent one all of them."""

import base64
from datetime import UTC, datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.mail.domain.contents import TicketAnsweredText
from agent_api.mail.domain.enclosures import Enclosure, insert_files
from agent_api.mail.domain.messages import Recipient, compose, message_id
from agent_api.mail.domain.templates import render
from config.site.mail import Mail
from tests.support.site_folders import sample_site

NOW = datetime(2027, 1, 12, 15, tzinfo=UTC)
MAIL = sample_site().mail
assert MAIL is not None
ID = message_id("0123456789abcdef", MAIL)


def written(*files: Enclosure, mail: Mail = MAIL, answer: str = "Va adjunto.") -> str:
    """Build an answer as it is stored."""
    named = tuple(each.name for each in files)
    content = TicketAnsweredText(name="Ana", number="7", asked="x", filed_on=NOW.date(), answer=answer, files=named)
    to = Recipient(address="ana@correo.example", name="Ana Peña")
    return compose(render(content, mail), to, mail, id_=ID, date=NOW, enclosures=files)


def sent(content: str, *files: Enclosure) -> EmailMessage:
    """Parse that answer as a mail program does."""
    raw_message = insert_files(content, ID, {each.id: each.content for each in files})
    return message_from_string(raw_message, _class=EmailMessage, policy=default)  # type: ignore[arg-type]


def file(id_: str, content: bytes, name: str = "paz y salvo.pdf") -> Enclosure:
    return Enclosure(id=id_, name=name, media_type="application/pdf", content=content)


@given(st.lists(st.binary(max_size=400), max_size=4))
def test_files_arrive_byte_for_byte(contents: list[bytes]) -> None:
    """Files arrive byte for byte, with any content, count and base64 line length."""
    files = [file(f"{index:032x}", content) for index, content in enumerate(contents)]
    message = sent(written(*files), *files)
    assert [each.get_payload(decode=True) for each in message.iter_attachments()] == contents
    assert message["Message-ID"] == ID


def test_the_names_stand_in_the_text_and_in_the_parts() -> None:
    """File names with accents are encoded by RFC 2231, and every line is short enough for any server."""
    files = [file("a" * 32, b"%PDF", "Certificación año 2026.pdf"), file("b" * 32, b"x" * 500, "notas.pdf")]
    content = written(*files)
    message = sent(content, *files)
    assert [each.get_filename() for each in message.iter_attachments()] == [each.name for each in files]
    body = message.get_body(("plain",))
    assert body is not None
    assert "Anexos:\n1. Certificación año 2026.pdf\n2. notas.pdf\n" in body.get_content().replace("\r\n", "\n")
    assert all(
        len(line) <= 998 for line in insert_files(content, ID, {each.id: each.content for each in files}).split("\r\n")
    )


def test_stored_message_has_no_bytes_of_file_so_database_holds_no_copy() -> None:
    """The stored message has no bytes of a file, so the database holds no copy."""
    secret = b"el saldo de Ana es 12345" * 20
    assert base64.b64encode(secret[:30]).decode() not in written(file("a" * 32, secret))


def test_a_file_without_a_place_is_refused() -> None:
    """A message with a missing or exchanged file is refused."""
    with pytest.raises(ValueError, match="no part"):
        insert_files(written(file("a" * 32, b"")), ID, {"b" * 32: b""})


def test_largest_message_is_accepted_by_server() -> None:
    """The maximum number of files of the maximum size, with the longest answer, is accepted by the server."""
    mail = msgspec.structs.replace(MAIL, most_mib=1, most_files=10)
    each = mail.most_file_bytes // mail.most_files
    sizes = [each] * (mail.most_files - 1) + [mail.most_file_bytes - each * (mail.most_files - 1)]
    files = [file(f"{index:032x}", b"\xff" * size, "ñ" * 95 + ".pdf") for index, size in enumerate(sizes)]
    raw_message = insert_files(
        written(*files, mail=mail, answer="ñ" * 8000), ID, {each.id: each.content for each in files}
    )
    assert mail.most_mib * 1024 * 1024 * 0.8 < len(raw_message) <= mail.most_mib * 1024 * 1024
