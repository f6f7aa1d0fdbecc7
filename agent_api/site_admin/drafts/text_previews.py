"""An answer or a mail of a draft as a person would get it, by the renderers of the sending.

Owns the invented petition of a preview. It reads only the parts of the draft that it needs, so complaints about others
do not hide it, and sends nothing.
"""

from datetime import date, timedelta
from typing import Any, Final

import msgspec

from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.mail.domain.contents import MessageContent, TicketAnsweredText, TicketFiledText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.domain.templates import render
from agent_api.mail.letter_page import PostalAddress
from agent_api.site_admin.drafts.files import read_draft_files
from agent_api.site_admin.drafts.service import find_draft
from agent_api.site_admin.presenters import present_complaints
from agent_api.site_admin.schemas import TextPreview, TextPreviewQuery
from agent_api.tickets.answers.blanks import known_values
from agent_api.tickets.answers.preview import present_preview
from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.notifications.contact_channel import PetitionerContact
from config.errors import Complaint
from config.schema.reader import FileReader, Reader
from config.site.branding import STANDARD, Branding, with_logo
from config.site.documents.documents import Document, read_part
from config.site.tickets.answers import TemplateBroken, find_unfilled, prefill
from config.site.tickets.typology import Typology

NAME: Final = "Ana Ejemplo Ruiz"
OFFICIAL: Final = "Luis Muestra Peña"
ASKED: Final = "Quiero saber en qué va mi solicitud y qué documentos me faltan."
ADDRESS: Final = PostalAddress(name=NAME, street=("Calle 1 # 2-34",), municipality="Bogotá D. C.")
EMAIL: Final = Recipient(address="ana@ejemplo.example", name=NAME)
_MAIL, _TEMPLATES, _BLANKS = ("mail",), ("answers", "templates"), ("answers", "blanks")


class _Fault(Exception):
    """A part that the preview needs is missing or has complaints."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


async def preview_text(context: ApiContext, id_: str, query: TextPreviewQuery) -> TextPreview:
    """Render a text of a draft with invented data, or say what prevents it.

    Raises:
        DraftUnknown: there is no such draft.
    """
    draft = await find_draft(context, id_)
    document, now = draft.document, context.now()
    try:
        mail = _read_needed(document, _MAIL, "falta esta parte, que dice cómo escribe la entidad; escríbala")
        content, unfilled = _content_of(document, query, local_date(now))
    except _Fault as fault:
        return TextPreview(preview=None, complaints=present_complaints(fault.complaints))
    branding = _branding_of(document, (await read_draft_files(context, draft)).get)
    email, address = (EMAIL, None) if query.channel == "email" else (None, ADDRESS)
    contact = PetitionerContact(ticket="", name=NAME, email=email, address=address)
    rendered, logo = render(content, mail, branding), branding.logo
    preview = await present_preview(rendered, contact, mail, files=[], logo=logo, unfilled=unfilled, now=now)
    return TextPreview(preview=preview, complaints=[])


def _content_of(document: Document, query: TextPreviewQuery, today: date) -> tuple[MessageContent, tuple[str, ...]]:
    """Return the content, and the blanks that stay empty because the site does not know them."""
    number, filed_on = str(FilingNumber(today.year, 123)), today - timedelta(days=7)
    common: dict[str, Any] = {"name": NAME, "number": number, "asked": ASKED, "filed_on": filed_on}
    last_day = today + timedelta(days=14)
    if query.text == "receipt":
        return TicketFiledText(kind=labels.PETITION, last_day=last_day, verbal=False, **common), ()
    path = (*_TEMPLATES, query.template or "")
    template = _read_needed(document, path, "no existe esa plantilla; elija otra")
    header = read_part(document, ("site",))[0]
    values = known_values(
        name=NAME,
        number=number,
        filed_on=filed_on,
        last_day=last_day,
        theme=_theme_of(read_part(document, ("typology",))[0] or {}, template.id),
        entity=header.entity if header else "",
        today=today,
        answered_by=OFFICIAL,
    )
    described = {name: f"«{text}»" for name, text in (read_part(document, _BLANKS)[0] or {}).items()}
    try:
        answer = prefill(template, described | values)
    except TemplateBroken as error:
        raise _Fault(_complaint((*path, "paragraphs"), str(error))) from error
    return TicketAnsweredText(answer=answer, **common), find_unfilled(answer)


def _read_needed(document: Document, path: tuple[str, ...], missing: str) -> Any:
    value, complaints = read_part(document, path)
    if value is None or complaints:
        raise _Fault(*(complaints or (_complaint(path, missing),)))
    return value


def _complaint(path: tuple[str, ...], text: str) -> Complaint:
    return Complaint(f"{path[0]}.yaml", 1, text, path=path)


def _branding_of(document: Document, read_file: FileReader) -> Branding:
    """Return the look of the draft; the standard one where it has complaints, which the screen shows."""
    branding = with_logo(read_part(document, ("branding",))[0] or STANDARD, read_file, reader := Reader())
    return msgspec.structs.replace(branding, logo="") if reader.complaints else branding


def _theme_of(typology: Typology, template: str) -> str:
    """Return the name of the first theme or subtheme that proposes a template, else of the first theme."""
    proposals: list[tuple[str, set[str]]] = []
    for kind in typology.values():
        for theme in kind.themes.values():
            answers = {*kind.answers, *theme.answers}
            proposals.append((theme.name, answers))
            proposals += [(each.name, answers | {*each.answers}) for each in theme.subthemes.values()]
    return next((name for name, answers in proposals if template in answers), proposals[0][0] if proposals else "")
