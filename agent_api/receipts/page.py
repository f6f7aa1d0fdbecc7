"""A constancia on paper: its items as a PDF.

Owns what stands on the page and where; `agent_api.mail.paper` makes the PDF.
"""

from pathlib import Path
from typing import Final

import msgspec

from agent_api.mail.paper import pdf_from
from agent_api.receipts.receipt import Receipt, Term, is_verbal, items_of
from config.date_words import in_words

PAGE: Final = Path(__file__).with_name("page.typ")
_TITLE: Final = "Constancia de radicación"


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
    return {"last_day": in_words(term.last_day), "basis": term.basis}
