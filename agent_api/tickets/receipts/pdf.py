"""A constancia on paper: its items as a PDF.

Owns what stands on the page and where; `agent_api.kit.pdf` makes the PDF.
"""

from pathlib import Path
from typing import Final

import msgspec

from agent_api.kit.pdf import pdf_from
from agent_api.tickets.receipts.receipt import Receipt, Term, TermState, is_verbal, items_of
from config.spanish_dates import in_words

PAGE: Final = Path(__file__).with_name("page.typ")
_TITLE: Final = "Constancia de radicación"
_SORRY: Final = "Le pedimos disculpas por la demora: la respuesta sigue pendiente y se la enviaremos lo antes posible."
_TERMS: Final[dict[TermState, tuple[str, str]]] = {
    "running": ("La respuesta le llega a más tardar", ""),
    "over": ("El término que da la ley para responderle terminó el", _SORRY),
    "to_complete": ("Para completar la petición tiene plazo hasta el", ""),
    "not_completed": ("El plazo para completar la petición terminó el", ""),
    "settled": ("Último día del término para responder", ""),
}
"""What stands above the last day, and a sentence below it; no promise is made of a day that is over."""


def pdf_of(receipt: Receipt, *, follow_up: str = "") -> bytes:
    """A constancia as a PDF.

    Args:
        receipt: what it tells.
        follow_up: how a person hears more of the petition; a paragraph at the end, or empty.
    """
    basis = "Decreto 1166 de 2016 (petición verbal)" if is_verbal(receipt.channel) else "Ley 1755 de 2015"
    told = {
        "title": f"{_TITLE} {receipt.number}",
        "entity": receipt.entity,
        "number": receipt.number,
        "spoken": receipt.spoken,
        "items": [msgspec.structs.asdict(each) for each in items_of(receipt)],
        "term": _term(receipt.term),
        "follow_up": follow_up,
        "footer": f"Radicado {receipt.number} · {basis}",
    }
    return pdf_from(PAGE, "receipt", told)


def _term(term: Term | None) -> dict[str, str] | None:
    if term is None:
        return None
    heading, note = _TERMS[term.state]
    return {"heading": heading, "last_day": in_words(term.last_day), "note": note, "basis": term.basis}
