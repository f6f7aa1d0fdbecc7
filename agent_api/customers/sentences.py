"""Spanish sentences for the facts of customers. Pure.

A fact names fields without values, and so does its sentence.
"""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.customers.customer import CustomerFact

_SEARCH_KEY_LABELS: Final = {"document": "documento", "number": "número", "name": "nombre", "phone": "teléfono"}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a customer fact; empty for any other."""
    match fact:
        case facts.CustomerViewed():
            return "Se mostró en pantalla el posible cliente."
        case facts.CustomerUpdated(fields=fields):
            names = (labels.in_sentence(labels.CUSTOMER_FIELDS.get(each, each)) for each in fields.split(","))
            return f"Se actualizaron datos del cliente: {', '.join(names)}."
        case facts.CustomerRegistered(similar=similar):
            warned = (
                f", aunque se parece a {similar} que ya {'estaba' if similar == 1 else 'estaban'}" if similar else ""
            )
            return f"Se registró un cliente{warned}."
        case facts.CustomersMerged():
            return "Se unieron dos registros de un mismo cliente."
        case facts.CustomersSeparated():
            return "Se separaron dos registros que se habían unido: eran de dos clientes."
        case facts.CustomersImported(created=created, updated=updated, refused=refused):
            return f"Se importaron clientes: {created} nuevos, {updated} actualizados, {refused} filas rechazadas."
        case facts.CustomersSearched(by=by, found=found):
            return f"Se buscó un cliente por {_SEARCH_KEY_LABELS[by]}: {_result_count(found)}."
        case facts.CustomerErased(act=act, request=request):
            return f"Se suprimieron datos de un cliente a solicitud del titular {request} ({act})."
        case facts.CallerErased(act=act, request=request):
            return f"Se suprimieron datos de quien llamó a solicitud del titular {request} ({act})."
        case facts.CustomerRead(what=what):
            return f"Se leyeron los {'datos' if what == 'data' else 'cambios'} del cliente."
        case facts.CustomerTimelineRead(kinds=kinds):
            names = (labels.in_sentence(labels.CUSTOMER_EVENTS.get(each, each)) for each in kinds.split(",") if each)
            only = ", ".join(names)
            return f"Se leyó la historia del cliente{f' (solo {only})' if only else ''}."
    return ""


def _result_count(count: int) -> str:
    if count == 0:
        return "no se encontró ninguno"
    return "se encontró 1" if count == 1 else f"se encontraron {count}"


SENTENCES: Final[SentenceTable] = sentences_by(
    sentence, CustomerFact, facts.CustomerViewed, facts.CustomerErased, facts.CallerErased
)
