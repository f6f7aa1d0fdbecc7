"""Spanish sentences for the facts of the roster. Pure."""

from datetime import date, datetime
from typing import Final

from agent_api.roster.domain.absence_days import days_phrase
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.roster import RosterFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.AdvisorLevelChanged():
            return _level_sentence(fact, site)
        case facts.SeatSaved(seat=seat):
            return f"Se guardó el puesto {seat}."
        case facts.SeatRemoved(seat=seat):
            return f"Se borró el puesto {seat}."
        case facts.AdvisorSeated(advisor=advisor, seat=""):
            return f"{advisor} quedó sin puesto de trabajo."
        case facts.AdvisorSeated(advisor=advisor, seat=seat):
            return f"{advisor} quedó en el puesto {seat}."
        case facts.AbsenceRecorded(user=user, first_day=first, last_day=last, deputy=deputy):
            days = days_phrase(date.fromisoformat(first), date.fromisoformat(last))
            return f"{user} estará ausente {days}" + (f"; suple {deputy}." if deputy else ".")
        case facts.AbsenceCancelled(user=user):
            return f"Se anuló una ausencia de {user}."
        case facts.DeputyNamed(user=user, deputy=""):
            return f"{user} quedó sin suplente."
        case facts.DeputyNamed(user=user, deputy=deputy):
            return f"{deputy} quedó como suplente de {user}."
    return ""


def _level_sentence(fact: facts.AdvisorLevelChanged, site: Site) -> str:
    queue = site.queues[fact.queue].name if fact.queue in site.queues else fact.queue
    if fact.level == 0:
        return f"{fact.advisor} dejó de tener asignada la cola {queue}."
    if fact.previous == 0:
        return f"A {fact.advisor} se le asignó la cola {queue}, con nivel {fact.level}."
    return f"El nivel de {fact.advisor} en la cola {queue} pasó de {fact.previous} a {fact.level}."


SENTENCES: Final[SentenceTable] = sentences_by(sentence, RosterFact)
