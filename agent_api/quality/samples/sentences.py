"""Spanish sentences for the facts of weekly samples. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_date
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.quality.sample import SampleChannel, SampleFact, SeedCase
from metrics.quality.samples.week import parse_week

_CHANNELS: Final[dict[SampleChannel, str]] = {"phone": "llamadas", "written": "respuestas escritas"}
_SEEDS: Final[dict[SeedCase, str]] = {
    "committed": "con la cabeza de la cadena y el número de la interventoría",
    "unrevealed": "con la cabeza de la cadena sola, porque el número comprometido no se reveló a tiempo",
    "head": "con la cabeza de la cadena sola",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.SamplePlanned(week=week, channel=channel, confidence=confidence):
            return f"Se planeó la muestra de {_CHANNELS[channel]} {_week(week)}, con {confidence} % de confianza."
        case facts.SampleSeedCommitted(week=week):
            return f"La interventoría comprometió un número para las muestras {_week(week)}."
        case facts.SampleSeedRevealed(week=week):
            return f"La interventoría reveló el número de las muestras {_week(week)}."
        case facts.SampleDrawn(week=week, channel=channel, size=size, population=population, seed_case=case):
            drawn = f"Se sortearon {size} de {population} {_CHANNELS[channel]}"
            return f"{drawn} {_week(week)}, {_SEEDS[case]}."
        case facts.SampleStratumDrawn(line=line, advisor=advisor, size=size, population=population):
            return f"En la muestra, de {advisor} en «{_line(site, line)}» se sortearon {size} de {population}."
        case facts.SampleItemDrawn(item=item, position=position):
            return f"«{item}» entró en la muestra: es el {position}.º en el orden de su estrato."
        case facts.SampleItemReplaced(item=item, replacement=replacement, reason=reason):
            return f"En la muestra, «{replacement}» reemplazó a «{item}». Motivo: {_reason(site, reason)}."
    return ""


def _week(text: str) -> str:
    week = parse_week(text)
    return f"de la semana del {spoken_date(week.first_day)}"


def _line(site: Site, id_: str) -> str:
    line = site.lines.get(id_)
    return line.name if line else id_


def _reason(site: Site, id_: str) -> str:
    reasons = site.quality.sampling.replacement_reasons if site.quality else {}
    return reasons.get(id_, id_)


SENTENCES: Final[SentenceTable] = sentences_by(sentence, SampleFact)
