"""The Spanish sentence of each event of a customer's timeline. Pure.

A sentence names the thing and its state. It has no contents: no text of a petition, no recipient, no value of a field.
"""

from collections.abc import Collection

from agent_api.identity.domain.attempts import Result
from agent_api.kit import labels
from agent_api.timeline.recording import duration_label
from config.site.model import Site
from config.site.tickets.typology import Topic
from eventlog.facts.labels import OUTCOME_LABELS
from eventlog.folds.call_record import CallRecord

_CHECKS: dict[Result, str] = {
    "open": "Se le hicieron preguntas para verificar su identidad, y quedaron sin respuesta.",
    "passed": "Se verificó su identidad.",
    "failed": "No pasó la verificación de su identidad.",
}
RELEASE = "Se permitió volver a verificar su identidad."


def describe_ticket(site: Site, number: str, topic: Topic, state: str) -> str:
    """Describe a ticket: «Radicó la petición 2027-000001-5, Queja: Trato recibido. En el canal escrito.»."""
    label = labels.topic_label(site, topic.kind, topic.theme, topic.subtheme)
    return f"Radicó la petición {number}, {label}. {labels.TICKET_STATES.get(state, state)}."


def describe_call(site: Site, record: CallRecord, topic: Topic | None) -> str:
    """Describe a call: «Llamó a «Línea Nacional»: contestada. Queja: Trato recibido.»."""
    line = labels.line_name(site, record.line)
    began = f"Se le devolvió la llamada de «{line}»" if record.of_call else f"Llamó a «{line}»"
    outcome = labels.in_sentence(OUTCOME_LABELS[record.outcome]) if record.outcome else "en curso"
    about = f" {labels.topic_label(site, topic.kind, topic.theme, topic.subtheme)}." if topic else ""
    return f"{began}: {outcome}.{about}"


def describe_recording(kind: str, state: str, duration_ms: int | None) -> str:
    """Describe a recording: «Se grabó la llamada, 3:07.»; one that cannot be heard has its reason."""
    name = "Dejó un mensaje de voz" if kind == "message" else "Se grabó la llamada"
    if state == "stored":
        return f"{name}, {duration_label(duration_ms or 0)}."
    return f"{name}. {labels.RECORDING_STATES.get(state, state)}"


def describe_check(result: Result) -> str:
    """Describe a verification by its result."""
    return _CHECKS[result]


def describe_update(fields: Collection[str]) -> str:
    """Describe an update by the names of its fields: «Cambió en sus datos: correos, teléfonos.»."""
    names = [labels.in_sentence(labels.CUSTOMER_FIELDS.get(each, each)) for each in fields]
    return f"Cambió en sus datos: {', '.join(names)}."


def describe_notice(version: str) -> str:
    """Describe a notice that the caller heard to its end, which authorises the treatment of the data of the call."""
    return f"Oyó completo el aviso de grabación y tratamiento de datos (versión {version})."
