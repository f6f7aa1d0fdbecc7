"""What the indicators of a site must fulfil, beyond the type of each field. Pure.

Owns these rules alone; what it complains about is placed by the Reader.
"""

from collections.abc import Collection, Mapping
from itertools import combinations

from config.schema.reader import Reader, suggest_name
from config.site.oversight.indicators import IndicatorDefinition

Indicators = dict[str, IndicatorDefinition]
"""By the key under which each stands in indicators.yaml."""


def check_indicators(definitions: Mapping[str, IndicatorDefinition], pauses: Collection[str], reader: Reader) -> None:
    """Versions of one indicator follow one another, targets and bands make sense, and pauses are the site's.

    Args:
        definitions: by the key under which each stands in indicators.yaml.
        pauses: reasons of a pause that the site has.
        reader: is told what does not hold.
    """
    for key, each in definitions.items():
        _check_definition(key, each, reader)
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


def _check_definition(key: str, each: IndicatorDefinition, reader: Reader) -> None:
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


def _periods_overlap(first: IndicatorDefinition, second: IndicatorDefinition) -> bool:
    return (second.valid_to is None or first.valid_from <= second.valid_to) and (
        first.valid_to is None or second.valid_from <= first.valid_to
    )
