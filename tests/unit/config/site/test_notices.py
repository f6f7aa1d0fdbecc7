"""The due times of the periodic report."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from config.site.loader import site_from_json, site_to_json
from config.site.notices import (
    EscalationReport,
    Notices,
    NotificationDigest,
    digest_addresses,
    digest_window,
    due_sending,
)
from config.site.tickets.attachments import Attachments
from config.timezone import COLOMBIA
from tests.support.site_folders import errors_of, sample_site, with_edit

MONDAY = date(2026, 11, 23)
WEEKLY = EscalationReport()


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (datetime(2026, 11, 23, 11, 59, tzinfo=UTC), date(2026, 11, 16)),  # 6:59 in Bogotá
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 29, 4, 59, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 30, 12, 0, tzinfo=UTC), date(2026, 11, 30)),
    ],
)
def test_a_period_begins_on_its_day_and_hour_in_colombia(now: datetime, period: date) -> None:
    """A period lasts until the next one begins, so a report missed on Monday is sent on Tuesday."""
    assert due_sending(WEEKLY, now) == period


def test_several_days_are_several_periods() -> None:
    """Several days give several periods with one report each."""
    report = EscalationReport(days=("monday", "thursday"), hour=0)
    assert due_sending(report, datetime(2026, 11, 26, 5, tzinfo=UTC)) == date(2026, 11, 26)
    assert due_sending(report, datetime(2026, 11, 26, 4, tzinfo=UTC)) == MONDAY


WORK_DAYS = NotificationDigest(hour=7)


@pytest.mark.parametrize(("day", "before"), [(24, 23), (23, 20), (20, 19)])
def test_a_digest_lists_what_came_since_the_one_before(day: int, before: int) -> None:
    """The window reaches from the previous sending to its own; Monday's begins on Friday."""
    since, until = digest_window(WORK_DAYS, date(2026, 11, day))
    assert (since, until) == tuple(datetime(2026, 11, each, 7, tzinfo=COLOMBIA) for each in (before, day))


def test_only_own_addresses_get_a_digest() -> None:
    """An official's own address counts, an area's shared one does not, and the site's list goes first."""
    site = sample_site()
    area = site.areas["fondos"]
    official = msgspec.structs.replace(area.officials["fondos1"], email="yolima@entidad.example")
    areas = {"fondos": msgspec.structs.replace(area, officials={**area.officials, "fondos1": official})}
    assert digest_addresses(WORK_DAYS, areas) == {"fondos1": "yolima@entidad.example"}
    listed = NotificationDigest(addresses={"fondos1": "otra@entidad.example", "fondos2": "fabio@entidad.example"})
    assert digest_addresses(listed, areas) == listed.addresses


def test_a_link_leads_to_the_ticket() -> None:
    """The link uses the site's address of the screens."""
    assert Notices(address="https://a.example/").link("2026-1") == "https://a.example/bandeja/2026-1"
    assert Notices().link("2026-1") == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("days: [monday]", "days: [lunes]", "«lunes» no se admite"),
        ("days: [monday]", "days: [monday, monday]", "nombre cada día una sola vez"),
        ("days: [monday]", "days: []", "nombre cada día una sola vez"),
        ("hour: 7", "hour: 24", "use de 0 a 23"),
        ("hour: 8", "hour: 24", "use de 0 a 23"),
        ("days: [monday, tuesday", "days: [monday, monday", "nombre cada día una sola vez"),
        ("keep_days: 90", "keep_days: 1", "use de 7 a 730"),
        ("juridica: [", "juridica_: [", "no está en areas.yaml"),
        ("coordinacion@icetex.example", "coordinacion", "escriba una dirección de correo"),
        ("https://atencion.icetex.example", "atencion", "escriba una dirección como https://"),
    ],
)
def test_invalid_value_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    """Each error has the file and the correction."""
    [error] = errors_of(with_edit("notices.yaml", old, new))
    assert error.startswith("notices.yaml:")
    assert message in error


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("most_mib: 10", "most_mib: 26", "use de 1 a 25"),
        ("most_files: 20", "most_files: 0", "use de 1 a 100"),
        ("kinds: [pdf", "kinds: [exe", "«exe» no se admite"),
    ],
)
def test_site_selects_only_recognized_attachment_types(old: str, new: str, message: str) -> None:
    """A site selects attachment types only among those that are recognized by content."""
    [error] = errors_of(with_edit("attachments.yaml", old, new))
    assert message in error


def test_a_stored_site_keeps_both() -> None:
    """A stored site keeps both; an older version has the defaults."""
    site = sample_site()
    again = site_from_json(site_to_json(site))
    assert (again.notices, again.attachments) == (site.notices, site.attachments)
    bare = msgspec.json.decode(site_to_json(site))
    del bare["notices"], bare["attachments"]
    old = site_from_json(msgspec.json.encode(bare))
    assert (old.notices.report, old.attachments) == (None, Attachments())
