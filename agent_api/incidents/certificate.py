"""The certificate of data gaps on paper.

Owns what stands on its page; `agent_api.mail.paper` makes the PDF. The head of the chain of facts stands on it, so it
is certain later which log it speaks of.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from agent_api.deps import Deps
from agent_api.incidents.measuring import gaps_of
from agent_api.incidents.schemas import DataGap
from agent_api.incidents.sentences import lasted
from agent_api.mail.paper import pdf_from
from agent_api.moments import LOCAL
from agent_api.receipts.receipt import moment_in_words

PAGE: Final = Path(__file__).with_name("certificate.typ")
MOST_SHOWN: Final = 500
_TITLE: Final = "Certificado de vacíos de datos"
_KINDS: Final = {
    "unwatched": "Sin vigilancia",
    "gateway_lost": "Pasarela perdida",
    "state_restored": "Estado perdido y restaurado",
}


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate says.

    Attributes:
        entity: name of the public entity.
        begins: of the stretch, aware.
        ends: of the stretch, aware.
        at: when it was made, aware.
        gaps: in order.
        head: the number of the last journaled fact, and its hash in hex.
    """

    entity: str
    begins: datetime
    ends: datetime
    at: datetime
    gaps: tuple[DataGap, ...]
    head: tuple[int, str]

    @property
    def file(self) -> str:
        """A name for the file."""
        days = [f"{each.astimezone(LOCAL):%Y-%m-%d}" for each in (self.begins, self.ends)]
        return f"vacios-de-datos-{days[0]}-a-{days[1]}.pdf"


async def certificate_of(deps: Deps, begins: datetime | None, ends: datetime | None) -> Certificate:
    """The certificate of a stretch, today unless said.

    Raises:
        BadQuery: the stretch is empty.
    """
    told = await gaps_of(deps.engine, deps.site, begins, ends, deps.now())
    head = await deps.journal.head()
    return Certificate(
        entity=deps.site.entity,
        begins=told.begins,
        ends=told.ends,
        at=deps.now(),
        gaps=tuple(told.gaps),
        head=(head.link.seq, head.link.hash.hex()),
    )


def pdf_of(certificate: Certificate) -> bytes:
    """A certificate as a PDF."""
    shown, left = certificate.gaps[:MOST_SHOWN], len(certificate.gaps) - MOST_SHOWN
    seq, link = certificate.head
    told = {
        "title": _TITLE,
        "entity": certificate.entity,
        "period": f"Desde {moment_in_words(certificate.begins)}, hasta {moment_in_words(certificate.ends)}.",
        "finding": _finding(certificate),
        "rows": [_row(each) for each in shown],
        "more": f"Hay {left} vacíos más: pídalos por tramos más cortos." if left > 0 else "",
        "head": f"Hecho {seq:,}".replace(",", ".") + f", SHA-256 {link}",
        "footer": f"{_TITLE} · expedido {moment_in_words(certificate.at)}",
    }
    return pdf_from(PAGE, "certificate", told)


def _finding(certificate: Certificate) -> str:
    number = len(certificate.gaps)
    if number == 0:
        return "No hay vacíos de datos en este lapso: toda la información de este tiempo está en el registro."
    found = "Hay 1 vacío" if number == 1 else f"Hay {number} vacíos"
    return (
        f"{found} de datos en este lapso. De cada uno se dice qué no se sabe. Ninguna cifra los rellena: lo que no se "
        "sabe no se cuenta como atendido ni como disponible."
    )


def _row(gap: DataGap) -> dict[str, str]:
    return {
        "kind": _KINDS[gap.kind],
        "span": _span(gap),
        "lasted": lasted(gap.ended_at - gap.began_at),
        "told": gap.told,
        "incident": f"Incidente {gap.incident}." if gap.incident else "",
    }


def _span(gap: DataGap) -> str:
    if gap.goes_on:
        return f"Desde {_moment(gap.began_at)}; seguía al {_moment(gap.ended_at)}"
    return f"Desde {_moment(gap.began_at)} hasta {_moment(gap.ended_at)}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"
