"""One Spanish sentence for each fact of a file that belongs to a ticket. Pure.

Owns these sentences; `agent_api.calls.sentences` has those of all other facts.
"""

from agent_api.tickets.attachments.domain.file_type import KIND_NAMES
from eventlog import facts
from eventlog.facts import AnyFact


def sentence(fact: AnyFact) -> str:
    """Tell one of these facts in Spanish; empty for any other."""
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
