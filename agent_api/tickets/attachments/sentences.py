"""Spanish sentences for the facts of attachments. Pure."""

from datetime import datetime
from typing import Final

from agent_api.tickets.attachments.domain.file_type import KIND_NAMES
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.tickets.attachment import AttachmentFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Describe a fact of an attachment in Spanish; return an empty string for other facts."""
    match fact:
        case facts.AttachmentStored(ticket=ticket, kind=kind, attachment=id_):
            return f"Se adjuntó al radicado {ticket} un archivo ({KIND_NAMES.get(kind, kind)}, {id_[:8]})."
        case facts.AttachmentExamined(ticket=ticket, attachment=id_, finding=""):
            return f"El antivirus examinó el archivo {id_[:8]} del radicado {ticket} y no encontró nada."
        case facts.AttachmentExamined(ticket=ticket, attachment=id_, finding=finding):
            return f"El antivirus retuvo el archivo {id_[:8]} del radicado {ticket}: {finding}. Nadie puede abrirlo."
        case facts.AttachmentOpened(ticket=ticket, attachment=id_):
            return f"Se abrió el archivo {id_[:8]} del radicado {ticket}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, AttachmentFact)
