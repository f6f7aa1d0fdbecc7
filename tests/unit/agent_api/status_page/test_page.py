"""The public status page as HTML, and opening hours in words."""

from datetime import date, datetime, time
from html.parser import HTMLParser

import pytest

from agent_api.status_page.opening_hours import exceptions_in_words, state_in_words, week_in_words
from agent_api.status_page.page import LineView, PageView, render
from config.schema.short_forms import Hours
from config.site.calls.calendars import Calendar, DayException, Weekday
from config.timezone import COLOMBIA

VIEW = PageView(
    entity="Entidad <de> ejemplo",
    seen="martes 24 de noviembre de 2026 a las 8:00 a. m.",
    lines=(
        LineView(
            name="Línea Bogotá",
            numbers=("6015550100", "018000555010"),
            is_open=False,
            state="Cerrada: abre mañana a las 7:00 a. m.",
            week=(("Lunes a viernes", "7:00 a. m. a 7:00 p. m."),),
            exceptions=(("Jueves 24 de diciembre", "Cerrada (Nochebuena)"),),
        ),
    ),
)
DAY = Hours(opens=time(7), closes=time(19))
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
CALENDAR = Calendar(
    id="atencion",
    week={**dict.fromkeys(WEEKDAYS, (DAY,)), "saturday": (Hours(opens=time(8), closes=time(13)),)},
    exceptions=(
        DayException(day=date(2026, 12, 24), hours=(Hours(opens=time(7), closes=time(12)),), reason="Nochebuena"),
        DayException(day=date(2026, 11, 26), hours=(), reason="Inventario"),
    ),
)
ALWAYS = Calendar(
    id="siempre",
    week={day: (Hours(opens=time(0), closes=time(0)),) for day in (*WEEKDAYS, "saturday", "sunday")},
    holidays="none",
)
VOID = {"meta", "link"}


def bogota(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment of 2026 in Bogotá."""
    return datetime(2026, month, day, hour, minute, tzinfo=COLOMBIA)


class Balanced(HTMLParser):
    """A parser that remembers the elements that are still open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, unless it is a void element."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag


def test_every_mark_is_closed() -> None:
    """Each element of the page is closed in order."""
    page = Balanced()
    page.feed(render(VIEW))
    page.close()
    assert page.open == []


def test_values_are_escaped() -> None:
    """Values from a site's files are escaped."""
    assert "Entidad &lt;de&gt; ejemplo" in render(VIEW)
    assert "<de>" not in render(VIEW)


def test_page_names_no_other_host_and_never_reloads_by_itself() -> None:
    """The page names no other host and never reloads by itself."""
    page = render(VIEW)
    assert all(each not in page for each in ("http://", "https://", "http-equiv", "<script"))


def test_a_number_is_written_as_people_write_it() -> None:
    """A number is shown in groups, and its link dials it."""
    page = render(VIEW)
    assert '<a href="tel:6015550100">601 555 0100</a>' in page
    assert '<a href="tel:018000555010">01 8000 555 010</a>' in page


@pytest.mark.parametrize(
    ("calendar", "now", "expected"),
    [
        (CALENDAR, bogota(27, 6, 59), "Cerrada: abre hoy a las 7:00 a. m."),
        (CALENDAR, bogota(27, 7), "Abierta: cierra hoy a las 7:00 p. m."),
        (CALENDAR, bogota(27, 19), "Cerrada: abre mañana a las 8:00 a. m."),
        (CALENDAR, bogota(28, 12, 59), "Abierta: cierra hoy a la 1:00 p. m."),
        (CALENDAR, bogota(28, 13), "Cerrada: abre el lunes 30 de noviembre a las 7:00 a. m."),
        (CALENDAR, bogota(25, 19), "Cerrada: abre el viernes 27 de noviembre a las 7:00 a. m."),
        (CALENDAR, bogota(24, 11, month=12), "Abierta: cierra hoy a las 12:00 m."),
        (ALWAYS, bogota(29, 3), "Abierta a toda hora"),
        (Calendar(id="nunca", week={}), bogota(27, 9), "Cerrada"),
    ],
)
def test_a_line_says_until_when_it_is_open_or_when_it_opens(calendar: Calendar, now: datetime, expected: str) -> None:
    """Opening times are in the line's own time zone, with the day in words, and exceptions count."""
    assert state_in_words(calendar, now) == expected


def test_days_with_equal_hours_are_grouped() -> None:
    """Days with equal hours are grouped, and the holidays on which the line is closed are listed."""
    assert week_in_words(CALENDAR) == (
        ("Lunes a viernes", "7:00 a. m. a 7:00 p. m."),
        ("Sábados", "8:00 a. m. a 1:00 p. m."),
        ("Domingos", "Cerrada"),
        ("Festivos", "Cerrada"),
    )
    assert week_in_words(ALWAYS) == (("Lunes a domingo", "Todo el día"),)


def test_exceptions_of_next_thirty_days_are_listed_in_order() -> None:
    """Exceptions of the next thirty days are listed in order; past and distant ones are not."""
    assert exceptions_in_words(CALENDAR, bogota(25, 8)) == (
        ("Jueves 26 de noviembre", "Cerrada (Inventario)"),
        ("Jueves 24 de diciembre", "7:00 a. m. a 12:00 m. (Nochebuena)"),
    )
    assert exceptions_in_words(CALENDAR, bogota(10, 8)) == (("Jueves 26 de noviembre", "Cerrada (Inventario)"),)
