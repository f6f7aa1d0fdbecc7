"""What the notices of a site must fulfil, beyond the type of each field. Pure.

Owns that rule alone; what it complains about is placed by the Reader.
"""

from collections.abc import Collection

from config.schema.reader import Reader
from config.site.notices import Notices


def check_notices(notices: Notices | None, areas: Collection[str], reader: Reader) -> None:
    """A report goes to areas that there are, and a day is named once.

    Args:
        notices: as the site says them; None where it says nothing.
        areas: ids that areas.yaml names.
        reader: is told what does not hold.
    """
    report = notices.report if notices else None
    if report is None:
        return
    for area in report.recipients:
        if area not in areas:
            reader.complain_unknown(("notices", "report", "recipients", area), area, "areas", areas)
    if not report.days or len(set(report.days)) != len(report.days):
        reader.complain(("notices", "report", "days"), "nombre cada día una sola vez, y al menos uno")
