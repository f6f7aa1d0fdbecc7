"""The contract's indicators as data: formula, target, discount and validity. Pure.

Owns the shape, the bounds and the checks of these fields, the version computed from their content, and which definition
is in force on a day. It must not know a call: `metrics.indicators` computes. Formulas and variants come from the
contract's annex of indicators; only the 80/20 is in the customer's document, the site may change every other target.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from config.errors import SectionReference
from config.schema.decimals import exact
from config.schema.fields import Id, Name
from config.site.quality.vocabulary import Family, QualityChannel

if TYPE_CHECKING:
    from config.schema.reader import Reader
    from config.site.quality.rules import Quality

IndicatorKind = Literal[
    "service_level",
    "answer_rate",
    "abandon_rate",
    "short_abandon_rate",
    "speed_of_answer",
    "handle_time",
    "typified",
    "repeat_callers",
    "first_contact",
    "petition_timeliness",
    "escalation_time",
    "escalated_in_time",
    "occupancy",
    "adherence",
    "quality_precision",
    "quality_score",
]
Denominator = Literal["ingressed", "queued", "queued_less_short", "answered", "all_ingressed"]
"""Calls that an indicator divides by. ``ingressed``: calls that entered a line in its hours, or a queue if the
indicator is of one; ``all_ingressed``: calls at any hour; ``queued``: calls that entered a queue;
``queued_less_short``: the same without short abandons; ``answered``: answered calls."""
WaitFrom = Literal["queue", "line"]
Bound = Literal["at_most", "below"]
Sense = Literal["at_least", "at_most"]
Unit = Literal["percent", "seconds"]
OF_QUALITY: frozenset[IndicatorKind] = frozenset({"quality_precision", "quality_score"})
OF_ESCALATION: frozenset[IndicatorKind] = frozenset({"escalation_time", "escalated_in_time"})
OF_TICKETS: frozenset[IndicatorKind] = OF_ESCALATION | {"petition_timeliness"}
IN_SECONDS: frozenset[IndicatorKind] = frozenset({"speed_of_answer", "handle_time", "escalation_time"})
Seconds = Annotated[int, Meta(ge=0, le=3600)]
Amount = Annotated[float, Meta(ge=0, le=100_000)]
Percent = Annotated[float, Meta(ge=0, le=100)]
VERSION_DIGITS = 12


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    """How an indicator is computed; fields that its kind does not use have no effect.

    Attributes:
        denominator: of service level, answer rate and abandon rate.
        wait_from: whether a wait is measured from the entry in the queue or in the line.
        bound: whether a wait of exactly the threshold is within (``at_most``) or not (``below``).
        threshold_s: the bound of the service level, s.
        short_abandon_s: an abandon in the queue before this, s, is a short abandon.
        repeat_days: a caller counts as repeated within this many days.
        pauses: reasons of a pause that adherence counts as time at work.
        family: of quality precision: the family of errors that must not occur.
        channel: of quality; as ``family``, unset for other kinds, so that their versions stay what they were.
        tenures: of quality: ``all`` counts the evaluations of advisors in their learning curve, too.
        estimate: of quality: ``plain`` counts each evaluation alike where a sample has at least one item for each
            advisor; unset weighs each stratum by its share of the work.
        escalated_to: of escalation: ``area`` counts those to the first business area, unset those to the written
            channel.
        within_s: of the share of escalations in time: the bound, s; above an hour, whole minutes.
    """

    kind: IndicatorKind
    denominator: Denominator = "ingressed"
    wait_from: WaitFrom = "queue"
    bound: Bound = "at_most"
    threshold_s: Seconds = 20
    short_abandon_s: Seconds = 5
    repeat_days: Annotated[int, Meta(ge=1, le=31)] = 7
    pauses: tuple[Id, ...] = ()
    family: Family | msgspec.UnsetType = msgspec.UNSET
    channel: QualityChannel | msgspec.UnsetType = msgspec.UNSET
    tenures: Literal["all"] | msgspec.UnsetType = msgspec.UNSET
    estimate: Literal["plain"] | msgspec.UnsetType = msgspec.UNSET
    escalated_to: Literal["area"] | msgspec.UnsetType = msgspec.UNSET
    within_s: Annotated[int, Meta(ge=0, le=2_592_000)] | msgspec.UnsetType = msgspec.UNSET

    @property
    def unit(self) -> Unit:
        """Unit of the figure."""
        return "seconds" if self.kind in IN_SECONDS else "percent"


class DiscountBand(msgspec.Struct, frozen=True, kw_only=True):
    """A range of results that costs ``discount`` percent of the invoice.

    A figure worse than ``beyond`` (lower where the sense is ``at_least``, else higher) is in the band.
    """

    beyond: Amount
    discount: Percent


class IndicatorDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one indicator.

    Attributes:
        id: of the indicator; several versions share it.
        version: first hex digits of the SHA-256 of the content; equal content, equal version.
        target: in percent or seconds; None where the contract has none.
        sense: whether the target is a minimum or a maximum.
        bands: discounts for a missed target; the largest that applies counts.
        valid_to: last local day, included; None while no end is known.
        continues: the indicator whose next version this is; None for the first.
    """

    id: Id
    version: str = ""
    name: Name
    formula: Formula
    target: Amount | None = None
    sense: Sense = "at_least"
    bands: tuple[DiscountBand, ...] = ()
    valid_from: date
    valid_to: date | None = None
    continues: Id | None = None

    def is_in_force_on(self, day: date) -> bool:
        """Return whether it is in force on a local day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


Indicators = dict[str, IndicatorDefinition]
"""Indicator definitions by their key in indicators.yaml."""


def with_versions(definitions: Mapping[str, IndicatorDefinition]) -> tuple[IndicatorDefinition, ...]:
    """Return the definitions with the indicator's id and the version of their content."""
    return tuple(_with_version(each) for each in definitions.values())


def _with_version(definition: IndicatorDefinition) -> IndicatorDefinition:
    unversioned = msgspec.structs.replace(
        definition, id=definition.continues or definition.id, version="", continues=None
    )
    digest = hashlib.sha256(definitions_to_json([unversioned])).hexdigest()
    return msgspec.structs.replace(unversioned, version=digest[:VERSION_DIGITS])


def definitions_to_json(definitions: Iterable[IndicatorDefinition]) -> bytes:
    """Encode definitions as canonical JSON: equal definitions give equal bytes."""
    return msgspec.json.encode(tuple(definitions), order="deterministic")


def definitions_from_json(content: bytes) -> tuple[IndicatorDefinition, ...]:
    """Decode the output of `definitions_to_json`.

    Raises:
        msgspec.MsgspecError: the content is something else.
    """
    return msgspec.json.decode(content, type=tuple[IndicatorDefinition, ...])


def meets_target(definition: IndicatorDefinition, value: Fraction) -> bool | None:
    """Return whether an exact figure, in the formula's unit, reaches the target; None without a target."""
    if definition.target is None:
        return None
    target = exact(definition.target)
    return value >= target if definition.sense == "at_least" else value <= target


def discount_percent(definition: IndicatorDefinition, value: Fraction) -> Fraction:
    """Return the discount of an exact figure, percent of the invoice: the largest of its bands, 0 in none."""
    costs = [exact(band.discount) for band in definition.bands if _is_in_band(definition.sense, band, value)]
    return max(costs, default=Fraction(0))


def _is_in_band(sense: Sense, band: DiscountBand, value: Fraction) -> bool:
    beyond = exact(band.beyond)
    return value < beyond if sense == "at_least" else value > beyond


def check_indicators(
    definitions: Mapping[str, IndicatorDefinition],
    pauses: Collection[str],
    quality: "Quality | None",
    reader: "Reader",
) -> None:
    """Check that versions do not overlap, that bands fit the target, and that pauses, channels and families exist."""
    from config.schema.reader import suggest_name

    for key, each in definitions.items():
        _check_definition(key, each, reader)
        _check_quality_fields(key, each.formula, quality, reader)
        _check_escalation_fields(key, each.formula, reader)
        for reason in each.formula.pauses:
            if reason not in pauses:
                text = f"«{reason}» no es una pausa; {suggest_name(reason, pauses)}"
                reader.complain(("indicators", key, "formula"), text)
        if each.continues is not None and each.continues not in definitions:
            reader.complain_unknown(("indicators", key, "continues"), each.continues, "indicators", definitions)
    for (_, first), (key, second) in combinations(definitions.items(), 2):
        if (first.continues or first.id) == (second.continues or second.id) and _periods_overlap(first, second):
            text = f"está vigente a la vez que «{first.id}»; ponga «valid_to» a la que termina"
            reader.complain(("indicators", key, "valid_from"), text)


def _check_definition(key: str, each: IndicatorDefinition, reader: "Reader") -> None:
    if each.valid_to is not None and each.valid_to < each.valid_from:
        reader.complain(("indicators", key, "valid_to"), "termina antes de empezar; invierta las fechas")
    if each.target is not None and each.formula.unit == "percent" and each.target > 100:
        reader.complain(("indicators", key, "target"), "la meta es un porcentaje: use de 0 a 100")
    for band in each.bands:
        if each.target is None:
            reader.complain(("indicators", key, "bands"), "hay descuentos pero no hay meta; agregue «target»")
            return
        if band.beyond > each.target if each.sense == "at_least" else band.beyond < each.target:
            text = f"el descuento empieza en {band.beyond:g}, donde la meta de {each.target:g} aún se cumple"
            reader.complain(("indicators", key, "bands"), text)


def _check_quality_fields(key: str, formula: Formula, quality: "Quality | None", reader: "Reader") -> None:
    """Check that an indicator of quality has a channel that is sampled, and a family that its forms have."""
    path = ("indicators", key, "formula")
    if formula.kind not in OF_QUALITY:
        for name in ("family", "channel", "tenures", "estimate"):
            if getattr(formula, name) is not msgspec.UNSET:
                reader.complain(path, f"«{name}» es de los indicadores de calidad, y este es «{formula.kind}»; quítelo")
        return
    if (formula.kind == "quality_precision") != (formula.family is not msgspec.UNSET):
        is_missing = formula.kind == "quality_precision"
        text = "falta «family», la familia de error que mide" if is_missing else "una nota no es de una familia"
        reader.complain(path, f"{text}; {'agréguela' if is_missing else 'quite «family»'}")
    if formula.channel is msgspec.UNSET:
        reader.complain(path, "falta «channel»: cada canal tiene su muestra; ponga phone o written")
        return
    if quality is None:
        rest = ", y sin eso no se evalúa nada; escriba esa parte o quite el indicador"
        reader.complain(path, SectionReference("falta ", "quality", rest))
        return
    forms = [each for each in quality.forms.values() if each.channel == formula.channel]
    if not forms:
        words = f"el canal «{formula.channel}» no tiene formulario en "
        reader.complain(path, SectionReference(words, "quality", "; agréguelo"))
    elif formula.family is not msgspec.UNSET and formula.family not in {
        criterion.family for form in forms for criterion in form.criteria
    }:
        text = f"ningún formulario del canal «{formula.channel}» tiene un criterio de la familia «{formula.family}»"
        reader.complain(path, f"{text}; agréguelo al formulario o quite el indicador")


def _check_escalation_fields(key: str, formula: Formula, reader: "Reader") -> None:
    """Check that a bound of escalations is given where it is used, and can be counted exactly."""
    path = ("indicators", key, "formula")
    if formula.kind not in OF_ESCALATION and formula.escalated_to is not msgspec.UNSET:
        reader.complain(path, f"«escalated_to» es del escalamiento, y este es «{formula.kind}»; quítelo")
    if formula.kind != "escalated_in_time":
        if formula.within_s is not msgspec.UNSET:
            reader.complain(path, f"«within_s» es de «escalated_in_time», y este es «{formula.kind}»; quítelo")
    elif formula.within_s is msgspec.UNSET:
        reader.complain(path, "falta «within_s», los segundos en que se debe escalar; agréguelos")
    elif formula.within_s > 3600 and formula.within_s % 60:
        reader.complain(path, f"«within_s» pasa de una hora: use minutos enteros, no {formula.within_s} s")


def _periods_overlap(first: IndicatorDefinition, second: IndicatorDefinition) -> bool:
    return (second.valid_to is None or first.valid_from <= second.valid_to) and (
        first.valid_to is None or second.valid_from <= first.valid_to
    )
