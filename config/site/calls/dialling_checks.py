"""What a dialling plan must fulfil: it allows something, by prefixes that are of a country. Pure."""

import phonenumbers

from config.schema.reader import NodePath, Reader
from config.site.calls.dialling import DiallingPlan


def check_plan(plan: DiallingPlan, path: NodePath, reader: Reader) -> None:
    """Complain of a plan that allows nothing, or of a prefix that is no country's or stands twice."""
    if not plan.kinds and not plan.prefixes:
        reader.complain(path, "el plan no permite ningún número; deje «kinds» o «prefixes», o borre call_backs.yaml")
    seen: set[str] = set()
    for index, listed in enumerate(plan.prefixes):
        place = (*path, "prefixes", str(index))
        if not _has_country(listed.prefix):
            text = f"«{listed.prefix}» no empieza por el indicativo de un país; escríbalo completo, por ejemplo +34"
            reader.complain((*place, "prefix"), text)
        if listed.prefix in seen:
            reader.complain((*place, "prefix"), f"el prefijo «{listed.prefix}» está dos veces; deje uno")
        seen.add(listed.prefix)


def _has_country(prefix: str) -> bool:
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return any(int(prefix[1:end]) in codes for end in range(2, min(len(prefix), 4) + 1))
