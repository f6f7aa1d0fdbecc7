"""Spanish sentences for the facts of the roster. Pure."""

from datetime import date, datetime
from typing import Final

from agent_api.kit import labels
from agent_api.roster.domain.absence_days import days_phrase
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.milliseconds import from_milliseconds
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.people.roster import RosterFact


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
        case facts.QueueOverrideStarted(advisor=advisor, queues=queues, until_ms=until_ms):
            until = from_milliseconds(until_ms).astimezone(COLOMBIA)
            names = ", ".join(_queue_phrase(each, site) for each in queues.split())
            return f"{advisor} atiende otras colas hasta el {until:%Y-%m-%d} a las {until:%H:%M}: {names}."
        case facts.QueueOverrideEnded(advisor=advisor, how=how):
            ending = labels.in_sentence(labels.QUEUE_OVERRIDE_ENDS[how])
            return f"Terminó el cambio de las colas que atendía {advisor}: {ending}."
        case facts.DeputyNamed(user=user, deputy=""):
            return f"{user} quedó sin suplente."
        case facts.DeputyNamed(user=user, deputy=deputy):
            return f"{deputy} quedó como suplente de {user}."
    return ""


def _queue_phrase(text: str, site: Site) -> str:
    queue, _, level = text.partition(":")
    return f"{labels.queue_name(site, queue)} (nivel {level})"


def _level_sentence(fact: facts.AdvisorLevelChanged, site: Site) -> str:
    queue = site.queues[fact.queue].name if fact.queue in site.queues else fact.queue
    if fact.level == 0:
        return f"{fact.advisor} dejó de tener asignada la cola {queue}."
    if fact.previous == 0:
        return f"A {fact.advisor} se le asignó la cola {queue}, con nivel {fact.level}."
    return f"El nivel de {fact.advisor} en la cola {queue} pasó de {fact.previous} a {fact.level}."


SENTENCES: Final[SentenceTable] = sentences_by(sentence, RosterFact)
