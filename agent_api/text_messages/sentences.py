"""Spanish sentences for the facts of text messages. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact, TextMessageFact
from eventlog.facts.text_message import TextDeferredBecause, TextFailedBecause, TextUncertainBecause

DEFERRED_LABELS: Final[dict[TextDeferredBecause, str]] = {
    "unreachable": "no hubo conexión con el servicio",
    "service_refused": "el servicio rechazó la cuenta, el remitente o el país",
    "too_many": "el servicio recibe demasiadas solicitudes",
    "not_configured": "falta la configuración del servicio",
}
FAILED_LABELS: Final[dict[TextFailedBecause, str]] = {
    "refused": "el servicio no puede enviar a ese número",
    "no_number": "el número se suprimió",
    "expired": "se acabó el plazo para intentarlo",
}
UNCERTAIN_LABELS: Final[dict[TextUncertainBecause, str]] = {
    "no_answer": "el servicio no respondió",
    "worker_lost": "el proceso que lo enviaba se interrumpió",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence for one of these facts; empty for any other."""
    match fact:
        case facts.TextMessagePosted(text_message=id_, about=about):
            return f"Se escribió el mensaje de texto {id_[:8]} del radicado {about}."
        case facts.TextMessageSent(text_message=id_):
            return f"El servicio de mensajes aceptó el mensaje de texto {id_[:8]}."
        case facts.TextMessageDeferred(text_message=id_, reason=reason):
            return f"El mensaje de texto {id_[:8]} no salió todavía: {DEFERRED_LABELS[reason]}. Se intenta otra vez."
        case facts.TextMessageFailed(text_message=id_, reason=why):
            return f"El mensaje de texto {id_[:8]} no salió: {FAILED_LABELS[why]}."
        case facts.TextMessageUncertain(text_message=id_, reason=cause):
            return f"No se sabe si el mensaje de texto {id_[:8]} salió: {UNCERTAIN_LABELS[cause]}; no se repite."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, TextMessageFact)
