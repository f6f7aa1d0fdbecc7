"""Spanish sentences for the facts of findings. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.quality.finding import FindingAct, FindingFact, FindingSource

_SOURCES: Final[Mapping[FindingSource, str]] = {
    "evaluation": " de la evaluación ",
    "visit": " de la visita ",
    "observation": " de la observación ",
    "manual": "",
}
_ACTS: Final[Mapping[FindingAct, str]] = {
    "propose": "El responsable propuso la acción del hallazgo {}",
    "finish": "El responsable terminó la acción del hallazgo {}",
    "reject": "El responsable rechazó el hallazgo {}",
    "approve": "Se aprobó la acción del hallazgo {}",
    "send_back": "Se devolvió al responsable el hallazgo {}",
    "verify": "Se verificó la corrección del hallazgo {}",
    "close": "Se cerró el hallazgo {}",
    "reopen": "Se reabrió el hallazgo {}",
    "annul": "Se anuló el hallazgo {}",
    "assign": "Se asignó el hallazgo {}",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.FindingRegistered(finding=id_, source=source, reference=reference, due_on=due_on):
            origin = f"{_SOURCES[source]}{reference}"
            return f"Se registró el hallazgo {id_}{origin}; se corrige a más tardar el {spoken_day(due_on)}."
        case facts.FindingStepTaken(finding=id_, act="reopen", due_on=due_on):
            return f"{_ACTS['reopen'].format(id_)}; se corrige a más tardar el {spoken_day(due_on)}."
        case facts.FindingStepTaken(finding=id_, act="finish", late=True):
            return f"{_ACTS['finish'].format(id_)}, después de su último día."
        case facts.FindingStepTaken(finding=id_, act=act):
            return f"{_ACTS[act].format(id_)}."
        case facts.FindingAssigned(finding=id_):
            return f"El hallazgo {id_} tiene otro responsable."
        case facts.FindingFileStored(finding=id_):
            return f"Se adjuntó una prueba al hallazgo {id_}."
        case facts.FindingReminded(finding=id_, late=True):
            return f"Se avisó que el hallazgo {id_} está vencido."
        case facts.FindingReminded(finding=id_, due_on=due_on):
            return f"Se recordó al responsable que el hallazgo {id_} vence el {spoken_day(due_on)}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, FindingFact)
