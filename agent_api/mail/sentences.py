"""Spanish sentences for the facts of messages and letters. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.mail import DeferredBecause, MailFact, StoppedBecause, UncertainBecause

DEFERRED_LABELS: Final[dict[DeferredBecause, str]] = {
    "refused_for_now": "el servidor del destinatario pidió esperar",
    "server_refused": "el servidor de correo de la entidad no lo recibió",
    "unreachable": "no hubo conexión con el servidor de correo",
    "worker_lost": "se interrumpió el proceso que lo enviaba, antes de entregarlo",
    "files_not_examined": "uno de sus archivos espera al antivirus",
    "files_unavailable": "sus archivos no se pueden leer ahora",
}
STOPPED_LABELS: Final[dict[StoppedBecause, str]] = {
    "withheld": "el antivirus retuvo el archivo {file}",
    "damaged": "el archivo {file} falta o está alterado",
}
UNCERTAIN_LABELS: Final[dict[UncertainBecause, str]] = {
    "cut_off": "la conexión se cortó después de entregarlo y antes de la respuesta",
    "worker_lost": "el proceso que lo enviaba se interrumpió después de entregarlo y antes de anotar la respuesta",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence for one of these facts; empty for any other."""
    match fact:
        case facts.MailPosted(mail=mail, about=about):
            return f"Se escribió el correo {mail[:8]}{f' del radicado {about}' if about else ''}."
        case facts.MailSent(mail=mail, code=code):
            return f"El servidor de correo aceptó el correo {mail[:8]} (respuesta {code})."
        case facts.MailDeferred(mail=mail, reason=reason):
            return f"El correo {mail[:8]} no salió todavía: {DEFERRED_LABELS[reason]}. Se intenta otra vez."
        case facts.MailBounced(mail=mail, status=status, stage="at_once"):
            return f"El correo {mail[:8]} fue rechazado y no llegará (estado {status})."
        case facts.MailBounced(mail=mail, status=status):
            return f"El correo {mail[:8]} rebotó: no llegó a su destinatario (estado {status})."
        case facts.MailFailed(mail=mail, tries=tries):
            return f"El correo {mail[:8]} no salió en el plazo previsto; hubo {tries} intentos."
        case facts.MailUncertain(mail=mail, reason=reason, again=again):
            then = "se envía otra vez con el mismo identificador" if again else "una persona decide"
            return f"No se sabe si el correo {mail[:8]} salió: {UNCERTAIN_LABELS[reason]}; {then}."
        case facts.MailReleased(mail=mail):
            return f"Se pidió enviar otra vez el correo {mail[:8]}."
        case facts.MailCancelled(mail=mail):
            return f"El correo {mail[:8]} se retiró antes de salir: su envío se deshizo."
        case facts.MailStopped(mail=mail, attachment=file, reason=reason):
            return f"El correo {mail[:8]} no salió: {STOPPED_LABELS[reason].format(file=file[:8])}."
        case facts.FileEnclosed(message=message, by=by, about=about, attachment=file):
            where = f"el correo {message[:8]}" if by == "mail" else f"la carta {message[:8]}"
            return f"Con {where} del radicado {about} va el archivo {file[:8]}."
    return _letter_sentence(fact)


def _letter_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.LetterWritten(letter=letter, about=about):
            return f"Se escribió la carta {letter[:8]}{f' del radicado {about}' if about else ''}."
        case facts.LetterDispatched(letter=letter, carrier=carrier, on=day):
            return f"La carta {letter[:8]} se entregó a {carrier} el {spoken_day(day)}."
        case facts.LetterDelivered(letter=letter, on=day):
            return f"La carta {letter[:8]} llegó a su destinatario el {spoken_day(day)}."
        case facts.LetterReturned(letter=letter, on=day):
            return f"La carta {letter[:8]} fue devuelta el {spoken_day(day)}."
        case facts.LetterCancelled(letter=letter):
            return f"La carta {letter[:8]} se retiró antes de salir: su envío se deshizo."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, MailFact)
