"""What the reports of a site must fulfil, beyond the type of each field. Pure.

Owns that rule alone; what it complains about is placed by the Reader.
"""

from collections.abc import Iterable, Mapping
from datetime import time

from config.schema.reader import Reader
from config.site.calls.calendars import Calendar
from config.site.reports import Reports

_END_OF_DAY = time(0)


def check_reports(reports: Reports | None, calendars: Mapping[str, Calendar], reader: Reader) -> None:
    """The daily report is made after the last line closes, and nobody gets one twice.

    Args:
        reports: as the site says them; None where it says nothing.
        calendars: those that could be read.
        reader: is told what does not hold.
    """
    if reports is None:
        return
    for name, layout in (("presidency", reports.presidency), ("management", reports.management)):
        if layout is not None and len({each.lower() for each in layout.recipients}) != len(layout.recipients):
            reader.complain(("reports", name, "recipients"), "nombre cada dirección una sola vez")
    daily = reports.presidency
    if daily is None or daily.at == _END_OF_DAY:
        return
    for closes in _closings(calendars.values()):
        if closes == _END_OF_DAY or closes > daily.at:
            closing_time = "24:00" if closes == _END_OF_DAY else f"{closes:%H:%M}"
            text = (
                f"una línea cierra a las {closing_time}: el informe del día se hace después (24:00 es el fin del día)"
            )
            reader.complain(("reports", "presidency", "at"), text)
            return


def _closings(calendars: Iterable[Calendar]) -> Iterable[time]:
    for calendar in calendars:
        for hours in calendar.week.values():
            yield from (each.closes for each in hours)
        for exception in calendar.exceptions:
            yield from (each.closes for each in exception.hours)
