"""Spanish sentences for the steps of verifying an identity (M5-1-05, C8). Pure.

They name questions, never answers.
"""

from datetime import date, datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.customers.identity import IdentityFact, RefusalReason
from eventlog.facts.customers.speaker import DisclosureReason, MandateCoverage, SpeakerFact, SpeakerKind

REFUSAL_REASONS: Final[dict[RefusalReason, str]] = {
    "closed": "en esta llamada ya no quedaban intentos",
    "blocked": "ese cliente ya no tenía intentos por hoy",
    "too_few": "el registro no tiene datos suficientes",
}

_SPEAKERS: Final[dict[SpeakerKind, str]] = {
    "holder": "el titular",
    "legal_representative": "su representante legal",
    "attorney": "su apoderado",
    "third_person": "otra persona, sin acreditación",
}
_COVERAGES: Final[dict[MandateCoverage, str]] = {
    "none": "no alcanza para darle datos del titular",
    "record": "alcanza para los datos de la ficha",
    "record_and_lookups": "alcanza para los datos de la ficha y las consultas",
}
DISCLOSURE_REASONS: Final[dict[DisclosureReason, str]] = {
    "third_person": "no actúa por el titular",
    "mandate_missing": "no dijo con qué documento actúa",
    "mandate_unchecked": "su acreditación no estaba revisada",
    "mandate_insufficient": "su acreditación no alcanza",
    "mandate_expired": "su acreditación ya venció",
    "out_of_scope": "su acreditación no alcanza para consultar otros sistemas",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence for one of these facts; empty for any other."""
    match fact:
        case facts.IdentityAsked(questions=questions, attempt=attempt):
            return f"Empezó la verificación de identidad, intento {attempt}: {_question_names(site, questions)}."
        case facts.IdentityVerified(questions=questions):
            return f"La identidad quedó verificada: {_question_names(site, questions)}."
        case facts.IdentityFailed(questions=questions, attempts_left=left):
            return (
                f"La identidad no se pudo verificar: {_question_names(site, questions)}. Intentos que quedan: {left}."
            )
        case facts.IdentityClosed():
            return "Los datos del cliente quedaron cerrados en esta llamada porque la verificación falló."
        case facts.IdentityRefused(reason=reason):
            return f"No se pudo verificar la identidad: {REFUSAL_REASONS[reason]}."
        case facts.IdentityReleased(failures=failures):
            return (
                f"Se liberó al cliente para verificarlo otra vez; dejaron de contar sus intentos fallidos: {failures}."
            )
        case facts.CallSpeakerStated(speaker="holder"):
            return "Habla el titular: su identidad se verifica de nuevo."
        case facts.CallSpeakerStated(speaker=speaker, has_mandate=has_mandate):
            return f"Habla {_SPEAKERS[speaker]}{', con su acreditación' if has_mandate else ''}."
        case facts.CallMandateChecked(coverage=coverage, until=until):
            limit = f", hasta el {date.fromisoformat(until):%d/%m/%Y}" if until and coverage != "none" else ""
            return f"Se revisó la acreditación de quien habla: {_COVERAGES[coverage]}{limit}."
        case facts.DisclosureRefused(reason=reason, lookup=lookup):
            return f"No se dieron {_lookup_data(site, lookup)} a quien habla: {DISCLOSURE_REASONS[reason]}."
    return ""


def _lookup_data(site: Site, lookup: str) -> str:
    if not lookup:
        return "datos del titular"
    known = site.lookups.lookups.get(lookup) if site.lookups else None
    return f"los datos de «{known.name if known else lookup}»"


def _question_names(site: Site, questions: str) -> str:
    site_questions = site.identity.questions if site.identity else {}
    names = [site_questions[each].name if each in site_questions else each for each in questions.split(",")]
    return ", ".join(names)


SENTENCES: Final[SentenceTable] = sentences_by(sentence, IdentityFact, SpeakerFact)
