"""The certificate of data gaps as a PDF.

Owns the content of the page; `agent_api.kit.pdf` renders it. The page shows the head of the chain of facts, so that the
certificate refers to a certain state of the journal.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.incidents.availability import gaps_of
from agent_api.incidents.domain.descriptions import describe_unwatched, format_duration, system_name
from agent_api.incidents.schemas import DataGap
from agent_api.kit.pdf import render_pdf
from agent_api.tickets.receipts.receipt import datetime_in_words
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.journal.reader import Journal

TEMPLATE: Final = Path(__file__).with_name("certificate.typ")
MAX_GAPS_SHOWN: Final = 500
_TITLE: Final = "Certificado de vacíos de datos"
_KINDS: Final = {
    "unwatched": "Sin vigilancia",
    "gateway_lost": "Central telefónica sin conexión",
    "gateway_hung": "Central telefónica sin respuesta",
    "state_restored": "Estado perdido y restaurado",
}


class GapCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a certificate.

    Attributes:
        entity: the name of the public entity.
        at: when the certificate was made, aware.
        head: the number of the last journaled fact, and its hash in hex.
        limits: sentences about what is unknown in the period because nothing watched.
        logo: an SVG drawing, or empty.
    """

    entity: str
    begins: datetime
    ends: datetime
    at: datetime
    gaps: tuple[DataGap, ...]
    head: tuple[int, str]
    limits: tuple[str, ...] = ()
    logo: str = ""

    @property
    def file_name(self) -> str:
        """A name for the file."""
        days = [f"{each.astimezone(COLOMBIA):%Y-%m-%d}" for each in (self.begins, self.ends)]
        return f"vacios-de-datos-{days[0]}-a-{days[1]}.pdf"


async def certificate_of(
    engine: AsyncEngine, site: Site, begins: datetime | None, ends: datetime | None, *, now: datetime
) -> GapCertificate:
    """Return the certificate of a period, by default today.

    Raises:
        BadQuery: the period is empty.
    """
    data_gaps = await gaps_of(engine, site, begins, ends, now)
    head = await Journal(engine, site.campaign).head()
    return GapCertificate(
        entity=site.entity,
        begins=data_gaps.begins,
        ends=data_gaps.ends,
        at=now,
        gaps=tuple(merge_unwatched(data_gaps.gaps, site)),
        head=(head.link.seq, head.link.hash.hex()),
        limits=tuple(data_gaps.limits),
        logo=site.branding.logo,
    )


def merge_unwatched(gaps: Sequence[DataGap], site: Site) -> list[DataGap]:
    """Merge the unwatched gaps with the same span into one, since one silent watcher causes gaps of all its systems."""
    groups: dict[tuple[object, ...], list[DataGap]] = {}
    for gap in gaps:
        alone = "" if gap.kind == "unwatched" else gap.id
        groups.setdefault((gap.began_at, gap.ended_at, gap.goes_on, alone), []).append(gap)
    return [each[0] if len(each) == 1 else _merged_gap(each, site) for each in groups.values()]


def _merged_gap(gaps: Sequence[DataGap], site: Site) -> DataGap:
    names = [system_name(site, each.subject) for each in gaps]
    return gaps[0].model_copy(update={"told": describe_unwatched(names)})


def pdf_of(certificate: GapCertificate) -> bytes:
    """Render a certificate as PDF."""
    gaps, excess = certificate.gaps[:MAX_GAPS_SHOWN], len(certificate.gaps) - MAX_GAPS_SHOWN
    seq, link = certificate.head
    content = {
        "title": _TITLE,
        "entity": certificate.entity,
        "period": f"Desde {datetime_in_words(certificate.begins)}, hasta {datetime_in_words(certificate.ends)}.",
        "finding": _summary(certificate),
        "limits": list(certificate.limits),
        "rows": [_row(each) for each in gaps],
        "more": f"Hay {excess} vacíos más: pida el certificado de períodos más cortos." if excess > 0 else "",
        "head": f"Hecho {seq:,}".replace(",", ".") + f", SHA-256 {link}",
        "footer": f"{_TITLE} · expedido {datetime_in_words(certificate.at)}",
    }
    return render_pdf(TEMPLATE, "certificate", content, logo=certificate.logo)


def _summary(certificate: GapCertificate) -> str:
    number = len(certificate.gaps)
    if number == 0 and certificate.limits:
        return "El registro no tiene vacíos en este período. No hay datos de lo que no se vigiló:"
    if number == 0:
        return "No hay vacíos de datos en este período: el registro tiene toda la información."
    count_text = "Hay 1 vacío" if number == 1 else f"Hay {number} vacíos"
    return (
        f"{count_text} de datos en este período. Los vacíos se certifican; no se estiman. Lo que no se sabe no se "
        "cuenta como atendido ni como disponible."
    )


def _row(gap: DataGap) -> dict[str, str]:
    return {
        "kind": _KINDS[gap.kind],
        "span": _span(gap),
        "lasted": format_duration(gap.ended_at - gap.began_at),
        "told": gap.told,
        "incident": f"Incidente {gap.incident}." if gap.incident else "",
    }


def _span(gap: DataGap) -> str:
    if gap.goes_on:
        return f"Desde {_moment(gap.began_at)}; seguía al {_moment(gap.ended_at)}"
    return f"Desde {_moment(gap.began_at)} hasta {_moment(gap.ended_at)}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(COLOMBIA):%Y-%m-%d %H:%M:%S}"
