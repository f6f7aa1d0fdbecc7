"""The constancia on paper: its items as a PDF.

Owns the content and layout of the page; `agent_api.kit.pdf` renders the PDF.
"""

from pathlib import Path
from typing import Final

import msgspec

from agent_api.kit.pdf import render_pdf
from agent_api.tickets.receipts.receipt import Receipt, Term, TermState, is_verbal, receipt_items
from config.spanish_dates import spoken_date

TEMPLATE: Final = Path(__file__).with_name("page.typ")
_TITLE: Final = "Constancia de radicación"
_APOLOGY: Final = (
    "Le pedimos disculpas por la demora: la respuesta sigue pendiente y se la enviaremos lo antes posible."
)
_TERM_LABELS: Final[dict[TermState, tuple[str, str]]] = {
    "running": ("La respuesta le llega a más tardar", ""),
    "over": ("El término que da la ley para responderle terminó el", _APOLOGY),
    "to_complete": ("Para completar la petición tiene plazo hasta el", ""),
    "not_completed": ("El plazo para completar la petición terminó el", ""),
    "settled": ("Último día del término para responder", ""),
}
"""The heading above the last day, and the sentence below it; a day that is over promises nothing."""


def receipt_pdf(receipt: Receipt, *, follow_up: str = "", logo: str = "") -> bytes:
    """Render a constancia as a PDF.

    ``follow_up`` is a last paragraph on how to follow the petition, or empty; ``logo`` is an SVG drawing, or empty.
    """
    basis = "Decreto 1166 de 2016 (petición verbal)" if is_verbal(receipt.channel) else "Ley 1755 de 2015"
    page_data = {
        "title": f"{_TITLE} {receipt.number}",
        "entity": receipt.entity,
        "number": receipt.number,
        "spoken": receipt.spoken,
        "items": [msgspec.structs.asdict(each) for each in receipt_items(receipt)],
        "term": _term_data(receipt.term),
        "follow_up": follow_up,
        "footer": f"Radicado {receipt.number} · {basis}",
    }
    return render_pdf(TEMPLATE, "receipt", page_data, logo=logo)


def _term_data(term: Term | None) -> dict[str, str] | None:
    if term is None:
        return None
    heading, note = _TERM_LABELS[term.state]
    return {"heading": heading, "last_day": spoken_date(term.last_day), "note": note, "basis": term.basis}
