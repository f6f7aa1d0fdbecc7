"""Spanish sentences for the steps of verifying an identity (M5-1-05, C8). Pure.

They name questions, never answers.
"""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.customers.identity import IdentityFact, RefusalReason

REFUSAL_REASONS: Final[dict[RefusalReason, str]] = {
    "closed": "en esta llamada ya no quedaban intentos",
    "blocked": "ese cliente ya no tenía intentos por hoy",
    "too_few": "el registro no tiene datos suficientes",
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
    return ""


def _question_names(site: Site, questions: str) -> str:
    site_questions = site.identity.questions if site.identity else {}
    names = [site_questions[each].name if each in site_questions else each for each in questions.split(",")]
    return ", ".join(names)


SENTENCES: Final[SentenceTable] = sentences_by(sentence, IdentityFact)
