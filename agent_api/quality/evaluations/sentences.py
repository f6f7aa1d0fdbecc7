"""Spanish sentences for the facts of evaluations. Pure.

No sentence has a score or names the advisor: the evaluator of the same call may read them.
"""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.quality.evaluation import EvaluationFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.EvaluationBegun(evaluation=id_):
            return f"Se comenzó la evaluación de calidad {id_}."
        case facts.EvaluationDiscarded(evaluation=id_):
            return f"Se descartó la evaluación {id_} sin firmarla."
        case facts.EvaluationSigned(evaluation=id_):
            return f"Se firmó la evaluación {id_}."
        case facts.EvaluationCriterionAnswered(evaluation=id_, criterion=criterion):
            return f"En la evaluación {id_} se respondió el criterio «{criterion_name(site, criterion)}»."
        case facts.EvaluationCorrected(evaluation=id_, round=number, cause="refutation"):
            return f"La evaluación {id_} cambió por una refutación (versión {number})."
        case facts.EvaluationCorrected(evaluation=id_, round=number):
            return f"Se corrigió la evaluación {id_} (versión {number})."
    return _feedback_sentence(fact)


def _feedback_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.EvaluationAccepted(evaluation=id_, late=late):
            timing = ", después del plazo" if late else ""
            return f"El asesor aceptó la evaluación {id_}{timing}."
        case facts.EvaluationRefuted(evaluation=id_):
            return f"El asesor refutó la evaluación {id_}."
        case facts.RefutationConciliationBegun(evaluation=id_):
            return f"La refutación de la evaluación {id_} pasó a conciliación."
        case facts.RefutationDecided(evaluation=id_, outcome=outcome):
            decision = "se aceptó" if outcome == "accepted" else "se rechazó"
            return f"La refutación de la evaluación {id_} {decision}."
    return ""


def criterion_name(site: Site, criterion: str) -> str:
    """Return the name of a criterion in the forms of a site, or its id if none has it."""
    forms = site.quality.forms.values() if site.quality else ()
    names = (each.name for form in forms for each in form.criteria if each.criterion == criterion)
    return next(names, criterion)


SENTENCES: Final[SentenceTable] = sentences_by(sentence, EvaluationFact)
