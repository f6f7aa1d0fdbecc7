"""The minutes of a session as a tagged PDF.

Owns the content of the page; `agent_api.kit.pdf` renders it. Signed minutes give the same page at any time, except the
state of the changes that they ask for.
"""

from pathlib import Path
from typing import Any, Final

import msgspec

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.labels import CALIBRATION_PARTS, EVALUATION_ANSWERS, EVALUATION_CHANNELS, in_sentence
from agent_api.kit.pdf import render_pdf
from agent_api.quality.agreement.schemas import AgreementFigures
from agent_api.quality.calibrations.lists import load_session
from agent_api.quality.calibrations.presenters import present_session
from agent_api.quality.calibrations.problems import MinutesUnknown
from agent_api.quality.calibrations.schemas import (
    CalibrationDetail,
    CalibrationResults,
    ScoreDifferenceDetail,
    SignedMinutesDetail,
    WantedChange,
)
from agent_api.tickets.receipts.receipt import datetime_in_words
from config.spanish_dates import spoken_date
from metrics.quality.agreement import ANSWERS

TEMPLATE: Final = Path(__file__).with_name("page.typ")
NO_VALUE: Final = "sin valor"
_TABLE_NOTE: Final = (
    "Coinciden: respuestas iguales a las de la nota maestra. Kappa descuenta el azar; es «sin valor» si el azar solo "
    "ya daría 100 %. Donde casi todo se cumple, kappa puede ser baja aunque coincidan: léala con las cuentas."
)


class MinutesDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A session with the version of the minutes that is printed; ``logo`` is an SVG drawing, or empty."""

    entity: str
    session: CalibrationDetail
    signed: SignedMinutesDetail
    logo: str = ""

    @property
    def file_name(self) -> str:
        """A name for the file."""
        return f"acta-calibracion-{self.session.id}-v{self.signed.version}.pdf"


async def minutes_document(context: ApiContext, principal: Principal, id_: str, version: int) -> MinutesDocument:
    """Return a signed version of the minutes with its session.

    Raises:
        CalibrationUnknown: there is no such session.
        MinutesUnknown: it has no such version of the minutes.
    """
    session = present_session(await load_session(context, principal, id_), principal.user)
    signed = next((each for each in session.signed_minutes if each.version == version), None)
    if signed is None:
        raise MinutesUnknown
    return MinutesDocument(entity=context.site.entity, session=session, signed=signed, logo=context.site.branding.logo)


def pdf_of(document: MinutesDocument) -> bytes:
    """Render the minutes as PDF."""
    return render_pdf(TEMPLATE, "minutes", page_data(document), logo=document.logo)


def page_data(document: MinutesDocument) -> dict[str, Any]:
    """Return the content of the page."""
    session, signed = document.session, document.signed
    assert session.results is not None  # minutes are signed only with open results
    title = f"Acta de calibración {session.id}"
    return {
        "title": title,
        "entity": document.entity,
        "subject": session.title,
        "notice": session.form.notice or "",
        "facts": _facts(session),
        "people": _people(session, signed),
        "evaluators": _evaluator_rows(session.results),
        "scores": _score_rows(session),
        "criteria": _criterion_rows(session.results),
        "table_note": _TABLE_NOTE,
        "agreements": signed.content.agreements.splitlines(),
        "decisions": _decisions(session, signed),
        "reason": signed.reason or "",
        "signature": f"Firmada por {signed.signed_by_name}, {datetime_in_words(signed.signed_at)}.",
        "digest": signed.digest,
        "footer": f"{title} · versión {signed.version}",
    }


def _facts(session: CalibrationDetail) -> list[list[str]]:
    opened = datetime_in_words(session.opened_at) if session.opened_at else ""
    reason = next((each.text for each in session.history if each.act == "open" and each.text), "")
    rows = [
        ["Reunión", spoken_date(session.held_on)],
        ["Canal", EVALUATION_CHANNELS[session.channel]],
        ["Formulario", f"{session.form.name}, {session.form.version_label}"],
        ["Tolerancia", f"{_decimal(session.tolerance)} puntos de la nota maestra"],
        ["Resultados abiertos", opened],
    ]
    return [*rows, ["Se abrieron sin todas las firmas", reason]] if reason else rows


def _people(session: CalibrationDetail, signed: SignedMinutesDetail) -> list[list[str]]:
    present = set(signed.content.attendees)
    rows = [
        [
            each.name,
            CALIBRATION_PARTS[each.part] + (" (no firmó todo)" if each.absent else ""),
            "Sí" if each.user in present else "No",
        ]
        for each in session.people
    ]
    planner = next((each for each in session.history if each.act == "plan"), None)
    if planner is not None and planner.by not in {each.user for each in session.people}:
        rows.append([planner.by_name, "Coordinación", "Sí" if planner.by in present else "No"])
    return rows


def _evaluator_rows(results: CalibrationResults) -> list[list[str]]:
    return [[each.name, str(each.items), str(each.beyond), *_figures(each.figures)] for each in results.evaluators]


def _criterion_rows(results: CalibrationResults) -> list[list[str]]:
    return [[each.name, *_figures(each.figures)] for each in results.criteria]


def _figures(figures: AgreementFigures) -> list[str]:
    """Return how many answers agree of how many, the percentage, kappa, and the counts that explain it."""
    agreed = sum(row[at] for at, row in enumerate(figures.counts))
    observed = NO_VALUE if figures.observed is None else f"{_decimal(figures.observed)} %"
    kappa = _decimal(figures.kappa) if figures.kappa else NO_VALUE
    return [f"{agreed} de {figures.compared}", observed, kappa, _counts(figures)]


def _counts(figures: AgreementFigures) -> str:
    """Return each pair of answers that occurs, the master's first: «cumple / no cumple: 2»."""
    names = [in_sentence(EVALUATION_ANSWERS[each]) for each in ANSWERS]
    return " · ".join(
        f"{names[first]} / {names[second]}: {count}"
        for first, row in enumerate(figures.counts)
        for second, count in enumerate(row)
        if count
    )


def _score_rows(session: CalibrationDetail) -> list[list[str]]:
    assert session.results is not None
    names = {each.user: each.name for each in session.people}
    rows = []
    for item in session.results.items:
        rows.append([item.item, "Nota maestra", _score(item.master_score), ""])
        rows += [
            [item.item, names[each.user], _score(each.score), _difference(each.difference)] for each in item.evaluations
        ]
    return rows


def _difference(difference: ScoreDifferenceDetail) -> str:
    text = NO_VALUE if difference.points is None else _decimal(difference.points)
    return f"{text} · fuera de la tolerancia" if difference.beyond else text


def _decisions(session: CalibrationDetail, signed: SignedMinutesDetail) -> list[dict[str, str]]:
    criteria = {each.id: each.name for section in session.form.sections for each in section.criteria}
    changes = {each.criterion: each for each in session.changes}
    return [
        {
            "criterion": criteria[each.criterion],
            "text": each.text,
            "change": _change(changes.get(each.criterion)) if each.changes else "",
        }
        for each in signed.content.decisions
    ]


def _change(change: WantedChange | None) -> str:
    if change is None or change.tied_at is None:
        return "Pendiente de cambio en el formulario."
    return (
        f"Cambió en el formulario «{change.form_label}», con la versión {change.site_version} del sitio, "
        f"{datetime_in_words(change.tied_at)}."
    )


def _score(score: str | None) -> str:
    return NO_VALUE if score is None else _decimal(score)


def _decimal(number: str) -> str:
    return number.replace(".", ",")
