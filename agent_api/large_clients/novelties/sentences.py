"""Spanish sentences for the facts of novelties of large clients. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.large_client import ClientNoveltyFact, MissingReply, NoveltyAct

_ACTS: Final[Mapping[NoveltyAct, str]] = {
    "send": "Se envió a {to} la novedad {id}",
    "receive": "{to} acusó recibo de la novedad {id}",
    "answer": "{to} respondió la novedad {id}",
    "note": "Se anotó un seguimiento de la novedad {id}",
    "close": "Se cerró la novedad {id}",
    "reopen": "Se reabrió la novedad {id}",
    "annul": "Se anuló la novedad {id}",
}
_MISSING: Final[Mapping[MissingReply, str]] = {"receipt": "el acuse de recibo", "answer": "la respuesta"}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.ClientNoveltyRegistered(novelty=id_, kind=kind):
            return f"Se registró la novedad {id_} de grandes clientes: {labels.NOVELTY_KINDS[kind].lower()}."
        case facts.ClientNoveltyStepTaken(novelty=id_, act=act, recipient=recipient, late=late):
            name = site.large_clients.recipient(recipient).name if recipient else ""
            return f"{_ACTS[act].format(to=name, id=id_)}{', después de su último día' if late else ''}."
        case facts.ClientNoveltyReminded(novelty=id_, recipient=recipient, missing=missing, due_on=due_on):
            name = site.large_clients.recipient(recipient).name
            owed = f"{_MISSING[missing]} de la novedad {id_}"
            return f"Se le recordó a {name} {owed}, que venció el {spoken_day(due_on)}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, ClientNoveltyFact)
