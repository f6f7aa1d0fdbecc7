"""Spanish sentences for the facts of training. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit.labels import ROLES
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_date, spoken_day
from config.timezone import COLOMBIA
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.people.training import TrainingFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    return _course_sentence(fact, site) or _session_sentence(fact) or _record_sentence(fact, site)


def _course_sentence(fact: AnyFact, site: Site) -> str:
    match fact:
        case facts.TrainingCourseCreated(course=course):
            return f"Se creó el tema de capacitación {course}."
        case facts.TrainingCourseChanged(course=course, retired=True):
            return f"Se retiró el tema de capacitación {course}."
        case facts.TrainingCourseChanged(course=course):
            return f"Se cambiaron las reglas del tema de capacitación {course}."
        case facts.TrainingRequirementChanged(course=course, required_from=""):
            return f"El tema de capacitación {course} no se exige."
        case facts.TrainingRequirementChanged(course=course, queues=queues, roles=roles, required_from=day):
            names = [site.queues[each].name if each in site.queues else each for each in _split(queues)]
            names += [ROLES.get(each, each) for each in _split(roles)]
            return f"El tema de capacitación {course} se exige desde el {spoken_day(day)} a: {', '.join(names)}."
        case facts.TrainingMaterialAdded(course=course, version=version):
            return f"Se agregó la versión {version} del material del tema {course}."
        case facts.TrainingFileStored(course=course, version=version):
            return f"La versión {version} del material del tema {course} es un archivo."
        case facts.TrainingProposed(proposal=proposal, course=course):
            return f"Se propuso el tema {course} (propuesta {proposal})."
        case facts.TrainingProposalDecided(proposal=proposal, accepted=True, session=session):
            return f"Se aceptó la propuesta de capacitación {proposal} para la sesión {session}."
        case facts.TrainingProposalDecided(proposal=proposal):
            return f"Se rechazó la propuesta de capacitación {proposal}."
    return ""


def _session_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.TrainingSessionPlanned(session=session, course=course, starts_at=starts_at):
            return f"Se programó la sesión {session} del tema {course} para el {_day(starts_at)}."
        case facts.TrainingSessionMoved(session=session, starts_at=starts_at):
            return f"La sesión de capacitación {session} cambió: es el {_day(starts_at)}."
        case facts.TrainingSessionCancelled(session=session):
            return f"Se canceló la sesión de capacitación {session}."
        case facts.TrainingParticipantPlanned(session=session, advisor=advisor):
            return f"{advisor} asiste a la sesión de capacitación {session}."
        case facts.TrainingParticipantRemoved(session=session, advisor=advisor):
            return f"{advisor} ya no asiste a la sesión de capacitación {session}."
        case facts.TrainingReminded(advisor=advisor, subject=subject, kind="session", day=day):
            return f"Se recordó a {advisor} la sesión de capacitación {subject}, del {spoken_day(day)}."
        case facts.TrainingReminded(advisor=advisor, subject=subject, day=day):
            return f"Se recordó a {advisor} que su capacitación {subject} vence el {spoken_day(day)}."
    return ""


def _record_sentence(fact: AnyFact, site: Site) -> str:
    match fact:
        case facts.TrainingAttendanceRecorded(session=session, advisor=advisor, attendance="attended"):
            return f"{advisor} asistió a la sesión de capacitación {session}."
        case facts.TrainingAttendanceRecorded(session=session, advisor=advisor, attendance="absent", reason=reason):
            name = site.training.absence_reasons.get(reason, reason)
            return f"{advisor} no asistió a la sesión de capacitación {session}: {name}."
        case facts.TrainingAttendanceRecorded(session=session, advisor=advisor):
            return f"Se quitó la asistencia de {advisor} a la sesión de capacitación {session}."
        case facts.TrainingMarkRecorded(session=session, advisor=advisor, mark=""):
            return f"Se quitó la nota de {advisor} en la sesión de capacitación {session}."
        case facts.TrainingMarkRecorded(session=session, advisor=advisor, mark=mark, passed=passed):
            result = "aprobó" if passed else "no aprobó"
            return f"{advisor} {result} con {mark.replace('.', ',')} en la sesión de capacitación {session}."
        case facts.TrainingAcknowledged(session=session, advisor=advisor):
            return f"{advisor} confirmó su asistencia y su nota de la sesión de capacitación {session}."
    return ""


def _split(ids: str) -> list[str]:
    return ids.split(",") if ids else []


def _day(moment: str) -> str:
    return spoken_date(datetime.fromisoformat(moment).astimezone(COLOMBIA).date())


SENTENCES: Final[SentenceTable] = sentences_by(sentence, TrainingFact)
