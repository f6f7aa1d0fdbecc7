"""Spanish sentences for the facts of coaching. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from config.timezone import COLOMBIA
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.quality.coaching import CoachingFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.CoachingProposed(coaching=id_, evaluation=evaluation, cause="rule"):
            return f"Se propuso el acompañamiento {id_} por la evaluación {evaluation}."
        case facts.CoachingProposed(coaching=id_, evaluation=evaluation):
            return f"Se abrió el acompañamiento {id_} por la evaluación {evaluation}."
        case facts.CoachingScheduled(coaching=id_, starts_at=starts_at):
            local = datetime.fromisoformat(starts_at).astimezone(COLOMBIA)
            return (
                f"La sesión del acompañamiento {id_} es el {spoken_day(local.date().isoformat())} a las {local:%H:%M}."
            )
        case facts.CoachingHeld(coaching=id_, due_on=due_on):
            return f"Se hizo la sesión del acompañamiento {id_}; el compromiso vence el {spoken_day(due_on)}."
        case facts.CoachingConfirmed(coaching=id_, late=late):
            timing = ", después de su último día" if late else ""
            return f"El asesor confirmó el compromiso del acompañamiento {id_}{timing}."
        case facts.CoachingCommented(coaching=id_):
            return f"El asesor comentó el acompañamiento {id_}."
        case facts.CoachingFollowedUp(coaching=id_, evaluation=evaluation, fulfilled=fulfilled):
            result = "se cumplió" if fulfilled else "no se cumplió"
            return f"El compromiso del acompañamiento {id_} {result}, según la evaluación {evaluation}."
        case facts.CoachingDismissed(coaching=id_):
            return f"Se descartó el acompañamiento {id_}."
        case facts.CoachingAnnulled(coaching=id_, evaluation=evaluation):
            return f"Se anuló el acompañamiento {id_} porque cambió la nota de la evaluación {evaluation}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, CoachingFact)
