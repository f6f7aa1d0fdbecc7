"""Mail templates, both parts of a message, and its headers."""

from datetime import UTC, date, datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from html import escape

import msgspec
import pytest
from jinja2 import UndefinedError
from yaml import safe_load

from agent_api.mail.domain.contents import (
    AccountDormancyText,
    AnchorText,
    AttachmentWithheldText,
    CompletionText,
    DayHeadText,
    EscalatedText,
    ExtendedText,
    FindingReminderText,
    MessageContent,
    NotificationDigestText,
    NoveltyReminderText,
    NoveltySentText,
    ObservationAnsweredText,
    ObservationMadeText,
    OwnReportText,
    PetitionStateText,
    ReportText,
    TermBreachedText,
    TermCorrectedText,
    TermNearText,
    TicketAnsweredText,
    TicketFiledText,
    TransferredText,
    TrialText,
    UnresolvedText,
    WithdrawnText,
    template_name,
)
from agent_api.mail.domain.messages import MailAttachment, Recipient, compose, message_id
from agent_api.mail.domain.templates import TEXTS_FOLDER, _template, render
from config.site.branding import Branding
from config.site.mail import Mail
from tests.support.spanish_readability import NORMAL, szigriszt_index
from tests.support.spanish_texts import SITE

MAIL = Mail(
    sender="no-responda@Entidad.example",
    sender_name="Atención: niñez y educación",
    reply_to="atencion@entidad.example",
    signature=("Grupo de Atención", "Entidad <de ejemplo>"),
    follow_up="Llame al 601 555 0100.",
)
FILED = TicketFiledText(
    name="María Peña",
    number="2026-000123-4",
    kind="petición",
    asked="¿Cuánto debo?\r\n\r\n<b>Gracias</b> & adiós",
    filed_on=date(2026, 11, 25),
    last_day=date(2026, 12, 18),
    verbal=True,
)
DAY = date(2027, 1, 4)
FOLLOW_UP = str(safe_load((SITE / "mail.yaml").read_text())["follow_up"])
CORRECTED = TermCorrectedText(
    name="María Peña",
    number="2026-000123-4",
    was="Solicitud: Crédito nuevo · Reconsideración",
    became="Solicitud: Renovación · Pasos",
    before=DAY,
    last_day=date(2026, 12, 28),
    passed=False,
    basis="Ley 1437 de 2011, artículo 14, numeral 1",
)
TABLE = (("Radicado", "Vence"), ("1 <b>", "ayer"), ("2", "hoy"))
EVERY: tuple[MessageContent, ...] = (
    FILED,
    *(msgspec.structs.replace(FILED, **more) for more in ({"passed": True}, {"answer": "Debe $ 10", "last_day": None})),
    TicketAnsweredText(name="", number="1", asked="x", filed_on=DAY, answer="uno\n\ndos"),
    *(EscalatedText(name="Ana", number="1", link=link, last_day=DAY) for link in ("", "https://a.example/bandeja/1")),
    EscalatedText(name="Ana", number="1", link="", last_day=DAY, passed=True),
    TermNearText(name="Ana", number="1", last_day=DAY, left="quedan 3 días hábiles", link=""),
    TermBreachedText(name="Ana", number="1", last_day=DAY, silence="Se concedió.", link=""),
    ExtendedText(name="", number="1", reasons="uno\n\ndos", last_day=DAY),
    *(msgspec.structs.replace(CORRECTED, passed=passed) for passed in (False, True)),
    CompletionText(name="", number="1", missing="el recibo", last_day=DAY),
    *(AttachmentWithheldText(name="", number="1", file="carta.pdf", harmful=harmful) for harmful in (True, False)),
    TransferredText(name="", number="1", where="Ministerio: es suyo"),
    WithdrawnText(name="", number="1", act="Se archiva."),
    PetitionStateText(name="", number="1", state="Su petición está en estudio."),
    *(UnresolvedText(name="", area="Fondos", on=DAY, total=n, overdue=0, table=TABLE[: n + 1], more=n) for n in (0, 2)),
    *(
        NotificationDigestText(name="", total=n, table=TABLE[: n + 1], more=0, link=link)
        for n, link in ((1, ""), (2, "a"))
    ),
    NotificationDigestText(name="Ana", total=9, table=TABLE, more=7, link="https://a.example"),
    *(ReportText(name="", title="Informe", period="hoy", seq=7, head="ab", table=table) for table in ((), TABLE)),
    DayHeadText(entity="Entidad", day=DAY, seq="12.345", anchor="12345:ab"),
    AnchorText(entity="Entidad", at="hoy a las 10:00", seq="12.345", anchor="ancla1.abc.def"),
    ObservationMadeText(number="2026-0001", last_day=DAY, link="https://a.example/observaciones/2026-0001"),
    *(
        FindingReminderText(name="Sara", number="2026-0001", last_day=DAY, passed=passed, left=left, link="")
        for passed, left in ((False, "queda 1 día hábil"), (True, ""))
    ),
    NoveltySentText(
        number="2026-0001",
        kind="Falla",
        client="Universidad de Muestra",
        channel="Teléfono",
        source="Monitoreo del canal",
        description="El menú se corta.",
        receipt_day=DAY,
        answer_day=DAY,
        link="https://a.example/novedades/2026-0001",
    ),
    *(
        NoveltyReminderText(number="2026-0001", missing_answer=answer, last_day=DAY, link="")
        for answer in (False, True)
    ),
    *(ObservationAnsweredText(number="2026-0001", late=late, link="") for late in (False, True)),
    *(
        OwnReportText(
            name="Sara",
            number="2026-0003",
            title="Llamadas de la semana",
            period="noviembre de 2026",
            owner="Laura Gil",
            link=link,
            seq=40,
            head="ab" * 32,
            table=table,
        )
        for link, table in (("", ()), ("https://a.example/mis-informes/2026-0003", (("Día", "Ingresadas"), ("1", "9"))))
    ),
    AccountDormancyText(name="Sara", number="sara", last_day=DAY, link="https://a.example"),
    TrialText(),
)


def composed(content: MessageContent, **more: object) -> tuple[str, EmailMessage]:
    """Return the bytes as text, and the message as a mail program parses it."""
    to = Recipient(address="maria@entidad.example", name="María Peña")
    at = datetime(2026, 11, 25, 15, 4, tzinfo=UTC)
    text = compose(render(content, MAIL), to, MAIL, id_=message_id("abc", MAIL), date=at, **more)  # type: ignore[arg-type]
    return text, message_from_string(text, _class=EmailMessage, policy=default)  # type: ignore[return-value]


@pytest.mark.parametrize("content", EVERY, ids=template_name)
def test_every_template_is_filled_and_signed(content: MessageContent) -> None:
    """Subject, greeting and signature are filled, and no placeholder is left."""
    worded = render(content, MAIL)
    assert worded.subject
    assert "\n" not in worded.subject
    assert worded.paragraphs[0].startswith("Cordial saludo")
    assert worded.text.rstrip().endswith("Entidad <de ejemplo>")
    assert "{" not in worded.text
    assert "\n\n\n" not in worded.text


def test_there_is_a_template_for_each_content_and_no_other() -> None:
    """Template files and content types correspond one to one."""
    assert {path.stem for path in TEXTS_FOLDER.glob("*.txt")} == {template_name(each) for each in EVERY}


@pytest.mark.parametrize("content", EVERY, ids=template_name)
def test_every_message_is_easy_to_read(content: MessageContent) -> None:
    """Subject and text of each message and letter reach «normal» on the INFLESZ scale, without greeting and hashes."""
    rendered = render(content, msgspec.structs.replace(MAIL, follow_up=FOLLOW_UP))
    shown = [each for each in rendered.paragraphs if not each.startswith("Cordial saludo") and " " in each]
    assert szigriszt_index("\n\n".join((rendered.subject, *shown))) >= NORMAL


def test_a_value_that_a_template_lacks_is_an_error() -> None:
    """A missing value raises an error, so no letter is sent incomplete."""
    with pytest.raises(UndefinedError):
        _template("ticket_filed").render({"number": "1"})


def test_the_receipt_says_number_request_last_day_and_how_to_follow_up() -> None:
    """The receipt contains what the advisor said on the phone."""
    text = render(FILED, MAIL).text
    for phrase in (
        "2026-000123-4",
        "¿Cuánto debo?",
        "viernes 18 de diciembre de 2026",
        "601 555 0100",
        "de manera verbal",
    ):
        assert phrase in text


def test_of_a_paper_that_is_filed_late_no_day_is_promised() -> None:
    """For a late-filed paper whose term is over, the receipt says when it ended and apologizes."""
    text = render(msgspec.structs.replace(FILED, passed=True), MAIL).text
    assert "terminó el viernes 18 de diciembre de 2026. Le pedimos disculpas" in text
    assert "a más tardar" not in text
    official = EscalatedText(name="Ana", number="1", link="", last_day=DAY, passed=True)
    assert "venció el lunes 4 de enero de 2027" in render(official, MAIL).text


@pytest.mark.parametrize(
    "content",
    [
        TicketAnsweredText(name="", number="1", asked="x", filed_on=DAY, answer="Sí."),
        WithdrawnText(name="", number="1", act="Se archiva."),
        TransferredText(name="", number="1", where="Ministerio"),
        msgspec.structs.replace(FILED, answer="Sí.", last_day=None),
    ],
    ids=["answered", "withdrawn", "transferred", "answered at once"],
)
def test_the_last_word_does_not_say_how_to_follow_up(content: MessageContent) -> None:
    """The final message of a petition has no follow-up instructions."""
    assert MAIL.follow_up not in render(content, MAIL).text


def test_mail_about_new_last_day_names_change_and_law() -> None:
    """The message has the old and the new day, the article and the contact; a past day is not promised."""
    text = render(CORRECTED, MAIL).text
    for phrase in (
        "2026-000123-4",
        "Pasos",
        "lunes 28 de diciembre de 2026",
        "y no el lunes 4 de enero",
        "601 555 0100",
    ):
        assert phrase in text
    assert "artículo 14, numeral 1." in text
    late = render(msgspec.structs.replace(CORRECTED, passed=True), MAIL).text
    assert "ya pasó" in late
    assert "a más tardar" not in late


def test_mail_to_official_has_only_number_and_term() -> None:
    """A mail to an official has only the number and the term; the petition is behind the login."""
    for each in (EscalatedText, TermNearText, TermBreachedText):
        assert set(each.__struct_fields__) <= {"name", "number", "last_day", "link", "left", "silence", "passed"}


def test_a_table_stands_in_both_parts() -> None:
    """A table is aligned in plain text and has headers in HTML; cell contents are escaped."""
    worded = render(UnresolvedText(name="", area="Fondos", on=DAY, total=2, overdue=1, table=TABLE), MAIL)
    assert "Radicado  Vence\n1 <b>     ayer\n2         hoy" in worded.text
    assert worded.html.count('<th scope="col"') == 2
    assert "1 &lt;b&gt;" in worded.html


def test_the_receipt_of_an_answer_by_voice_brings_the_answer_and_no_day() -> None:
    """The receipt of a spoken answer contains the answer and promises no day."""
    at_once = msgspec.structs.replace(FILED, last_day=None, answer="Debe 0.", items="1. Radicado: 1", attached=True)
    text = render(at_once, MAIL).text
    assert "Debe 0." in text
    assert "1. Radicado: 1" in text
    assert "a más tardar" not in text


def test_the_html_part_has_the_name_and_the_colour_of_the_entity_at_its_head() -> None:
    """The short name stands on the entity's band, or the sender's on the product's; the plain part has no head."""
    look = Branding(name="A & B", band="#123456")
    branded, plain = render(FILED, MAIL, look), render(FILED, MAIL)
    assert '<p style="background:#123456;' in branded.html
    assert ">A &amp; B</p>" in branded.html
    assert f">{escape(MAIL.sender_name)}</p>" in plain.html
    assert branded.text == plain.text


def test_the_html_part_says_the_same_and_holds_no_foreign_markup() -> None:
    """The HTML part has the same content, and text from people is escaped."""
    html = render(FILED, MAIL).html
    assert "<p>&lt;b&gt;Gracias&lt;/b&gt; &amp; adiós</p>" in html
    assert "Entidad &lt;de ejemplo&gt;" in html
    assert "<b>" not in html


def test_braces_in_person_text_stay_braces_in_every_part() -> None:
    """Braces in a person's text stay braces in every part."""
    content = TicketAnsweredText(name="{{ number }}", number="1", asked="{% raw %}", filed_on=DAY, answer="{{ 7 * 7 }}")
    text = render(content, MAIL).text
    assert "{{ number }}" in text
    assert "{{ 7 * 7 }}" in text


def test_control_characters_and_loose_accents_do_not_come_through() -> None:
    """Line breaks are normalized, and n with a combining tilde becomes ñ."""
    content = TicketAnsweredText(name="Nun\u0303ez\x00", number="1", asked="a\rb", filed_on=DAY, answer="x")
    worded = render(content, MAIL)
    assert "Nuñez:" in worded.text
    assert "a\nb" in worded.text


def test_message_is_ascii_in_transit_and_accents_and_n_are_decoded_as_written() -> None:
    """The message is ASCII in transit, and accents and ñ are decoded as written."""
    text, read = composed(FILED)
    assert text.isascii()
    assert all(len(line) <= 998 for line in text.splitlines())
    assert read["Subject"] == "Radicado 2026-000123-4: recibimos su petición"
    assert str(read["To"]) == "María Peña <maria@entidad.example>"
    assert read["From"].addresses[0].display_name == "Atención: niñez y educación"
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == render(FILED, MAIL).text
    assert html.get_content().replace("\r\n", "\n") == render(FILED, MAIL).html


def test_automatic_message_is_marked_as_such_and_its_message_id_has_sender_domain() -> None:
    """An automatic message is marked as such (RFC 3834, section 5), and its Message-ID has the sender's domain."""
    _, read = composed(FILED)
    assert read["Auto-Submitted"] == "auto-generated"
    assert str(read["Reply-To"]) == "atencion@entidad.example"
    assert read["Message-ID"] == "<abc@entidad.example>"
    assert read["Content-Language"] == "es-CO"
    assert read["List-Unsubscribe"] is None


def test_a_file_goes_with_a_message() -> None:
    """An attached file may have an accent in its name."""
    pdf = MailAttachment(name="constancia de petición.pdf", media_type="application/pdf", content=b"%PDF-\x00\xff")
    text, read = composed(FILED, attachments=[pdf])
    assert text.isascii()
    [attachment] = read.iter_attachments()
    assert attachment.get_filename() == pdf.name
    assert attachment.get_content() == pdf.content


def test_a_name_cannot_add_a_header() -> None:
    """Line breaks in a name become spaces, so a name cannot add a header."""
    to = Recipient(address="a@entidad.example", name="Ana\r\nBcc: x@y.example")
    text = compose(render(TrialText(), MAIL), to, MAIL, id_="<a@b>", date=datetime(2026, 1, 1, tzinfo=UTC))
    assert "\nBcc:" not in text
