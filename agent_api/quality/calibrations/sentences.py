"""Spanish sentences for the facts of calibration sessions. Pure."""

from datetime import datetime
from typing import Final

from agent_api.quality.evaluations.sentences import criterion_name
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.quality.calibration import CalibrationFact, CalibrationPart

_PARTS: Final[dict[CalibrationPart, str]] = {
    "evaluator": "evaluador",
    "master": "responsable de la nota maestra",
    "observer": "observador",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.CalibrationPlanned(calibration=id_, held_on=day):
            return f"Se planeó la calibración {id_} para el {spoken_day(day)}."
        case facts.CalibrationItemChosen(calibration=id_, item=item):
            return f"La calibración {id_} evalúa {item}."
        case facts.CalibrationPersonNamed(calibration=id_, user=user, part=part):
            return f"En la calibración {id_} participa {user} como {_PARTS[part]}."
        case facts.CalibrationCancelled(calibration=id_):
            return f"Se canceló la calibración {id_}."
        case facts.CalibrationOpened(calibration=id_, absent=0):
            return f"Se abrieron los resultados de la calibración {id_}, con todas las evaluaciones."
        case facts.CalibrationOpened(calibration=id_, absent=absent):
            without = "sin un evaluador" if absent == 1 else f"sin {absent} evaluadores"
            return f"Se abrieron los resultados de la calibración {id_}, {without}."
        case facts.CalibrationAbsence(calibration=id_, user=user):
            return f"En la calibración {id_}, {user} no firmó todas sus evaluaciones."
        case facts.CalibrationEvaluationCompared(calibration=id_, evaluation=evaluation, round=number):
            return f"La calibración {id_} cuenta la evaluación {evaluation} (versión {number})."
    return _minutes_sentence(fact, site)


def _minutes_sentence(fact: AnyFact, site: Site) -> str:
    match fact:
        case facts.CalibrationMinutesSigned(calibration=id_, version=1):
            return f"Se firmó el acta de la calibración {id_}."
        case facts.CalibrationMinutesSigned(calibration=id_, version=version):
            return f"Se corrigió el acta de la calibración {id_} (versión {version})."
        case facts.CalibrationCriterionDecided(calibration=id_, criterion=criterion, changes=changes):
            then = "; el formulario debe cambiar" if changes else ""
            return f"La calibración {id_} decidió sobre «{criterion_name(site, criterion)}»{then}."
        case facts.CalibrationChangeTied(calibration=id_, criterion=criterion):
            name = criterion_name(site, criterion)
            return f"El formulario tiene el cambio de «{name}» que pidió la calibración {id_}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, CalibrationFact)
