"""Quality rules of a site beside the forms: samples, evaluations, feedback, calibration, findings, visits."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import get_args

import msgspec
import pytest

from agent_api.access.permissions import ROLES
from config.schema.decimals import exact
from config.schema.reader import Reader
from config.site.calls.calendars import after_open_time
from config.site.loader import read_site, site_from_json, site_to_json
from config.site.quality.findings import OPERATION, OwnerRole, check_findings
from config.site.quality.form_versions import EXAMPLE_NOTICE, in_force
from config.site.quality.rules import Quality
from config.site.quality.sampling import WeekClose, week_bounds, week_closes_at, week_of
from config.timezone import COLOMBIA
from tests.support.site_folders import FILES, errors_of, read_sample_file, sample_site, with_edit

FILE = "quality.yaml"


def sample_quality() -> Quality:
    quality = sample_site().quality
    assert quality is not None
    return quality


def test_a_site_without_the_file_and_a_stored_version_of_before_measure_no_quality() -> None:
    """Both have no rules of quality, and the version differs from that of a site with them."""
    files = {name: content for name, content in FILES.items() if name != FILE}
    of_calls, _, _ = files["indicators.yaml"].partition(b"precision_usuario_telefono:")
    site = read_site({**files, "indicators.yaml": of_calls}, read_sample_file)
    assert site.quality is None
    assert site.version != sample_site().version
    stored = msgspec.json.decode(site_to_json(sample_site()))
    del stored["quality"]
    assert site_from_json(msgspec.json.encode(stored)).quality is None


def test_the_rules_survive_their_storage() -> None:
    """A stored version has the rules that the folder has, whole numbers included."""
    stored = site_from_json(site_to_json(sample_site())).quality
    assert stored == sample_quality()
    assert stored is not None
    assert stored.sampling.channels["phone"].confidence == 95


def test_figures_are_exact() -> None:
    """Percents are read as they are written, not as the nearest binary number."""
    files = with_edit(FILE, "margin: 5, expected: 50", "margin: 4.1, expected: 33.3, at_least_one_per_advisor: true")
    quality = read_site(files, read_sample_file).quality
    assert quality is not None
    phone = quality.sampling.channels["phone"]
    assert (exact(phone.margin), exact(phone.expected)) == (Fraction(41, 10), Fraction(333, 10))
    assert phone.at_least_one_per_advisor
    assert not quality.sampling.channels["written"].at_least_one_per_advisor


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("  noncritical: Error no crítico\n", "", "families:", "falta la familia «noncritical»"),
        ("  user: Error", "  usuario: Error", "usuario: Error", "«usuario» no se admite"),
        ("confidence: 95", "confidence: 96", "confidence: 96", "«96» no se admite; hay: 90, 95, 99"),
        ("margin: 5", "margin: 0", "margin: 0", "use de 0.5 a 20"),
        ("expected: 50", "expected: 100", "expected: 100", "use de 1 a 99"),
        ("    written: {confidence: 95, margin: 5, expected: 50}\n", "", "channels:", "falta el canal «written»"),
        ("    written: {confidence", "    chat: {confidence", "chat:", "«chat» no se admite"),
        ("hour: 6}", "hour: 24}", "hour: 24", "use de 0 a 23"),
        ("close: {day: monday, ", "close: {day: lunes, ", "lunes", "«lunes» no se admite"),
        ("second_share: 10", "second_share: -1", "second_share", "use de 0 a 100"),
        ("learning_months: 2", "learning_months: 13", "learning_months", "use de 0 a 12"),
        ("minimum_sample: 30", "minimum_sample: 0", "minimum_sample", "use de 1 a 1000"),
        ("coaching_when: {below: 70", "coaching_when: {below: 90", "coaching_when", "suba «below» en «feedback_when»"),
        ("families: [user, business, compliance]}", "families: [user]}", "coaching_when", "agréguela en"),
        ("families: [compliance]}", "families: [compliance, compliance]}", "coaching_when", "está dos veces"),
        ("calendar: atencion, answer", "calendar: atenciones, answer", "calendar:", "¿quiso decir «atencion»?"),
        ("answer_hours: 24", "answer_hours: 0", "answer_hours", "use de 1 a 200"),
        ("tolerance: 5", "tolerance: mucho", "tolerance", "no es un número"),
        ("every_days: 30", "every_days: 0", "every_days", "use de 1 a 366"),
        ("severity: grave", "severity: leve", "severity: leve, name: Grave", "«leve» está dos veces"),
        ("days_to_act: 3}", "days_to_act: 0}", "days_to_act: 0", "use de 1 a 120"),
        ("reminders: [5, 1]", "reminders: [15]", "reminders", "el recordatorio no saldría nunca"),
        ("reminders: [5, 1]", "reminders: [5, 5]", "reminders", "«5» está dos veces"),
        ("areas: [operacion,", "areas: [operaciones,", "areas", "¿quiso decir «operacion»?"),
        ("owner_roles: [supervisor,", "owner_roles: [supervisores,", "owner_roles", "¿quiso decir «supervisor»?"),
        ("owner_roles: [supervisor,", "owner_roles: [calidad,", "owner_roles", "«calidad» está dos veces"),
        ("section: puestos", "section: personal", "", "«personal» está dos veces"),
        ("question: papeles", "question: audio", "question: audio", "«audio» está dos veces"),
        ("  visita_1:", "  Visita:", "Visita:", "use minúsculas"),
        ("calibration:", "calibracion:", "calibracion:", "¿quiso decir «calibration»?"),
    ],
)
def test_a_mistake_is_reported_where_it_is(old: str, new: str, place: str, message: str) -> None:
    """Each error has file, line and correction."""
    files = with_edit(FILE, old, new)
    lines = files[FILE].decode().splitlines()
    errors = errors_of(files)
    found = [each for each in errors if message in each]
    assert found, errors
    assert all(each.startswith(f"{FILE}:") for each in found)
    assert any(place in lines[int(each.split(":")[1]) - 1] for each in found), found


@pytest.mark.parametrize("name", ["kinds", "severities", "areas", "owner_roles"])
def test_a_list_of_findings_is_not_empty(name: str) -> None:
    """Findings need a kind, a severity, an area and an owner."""
    findings = sample_quality().findings
    empty = msgspec.structs.replace(findings, **{name: {} if name == "kinds" else ()})
    reader = Reader()
    check_findings(empty, sample_site().areas, reader)
    assert [each.text for each in reader.complaints] == ["la lista está vacía; agregue al menos uno"]


def test_a_term_that_its_calendar_never_gives_is_refused() -> None:
    """A calendar that opens one hour a week gives no 24 hours in eight weeks; the error names both hours and weeks."""
    files = with_edit(FILE, "calendar: atencion, answer_hours", "calendar: poco, answer_hours")
    files["calendars.yaml"] = FILES["calendars.yaml"] + b"\npoco: {week: {monday: [8:00-9:00]}}\n"
    [error] = errors_of(files)
    assert error.startswith(f"{FILE}:")
    assert "«poco» abre 1 horas por semana: el plazo pasaría de 8 semanas" in error


def test_an_unreadable_calendar_causes_no_second_complaint() -> None:
    """The complaint is about the calendar, not about the terms that name it."""
    files = with_edit("calendars.yaml", "monday: [7:00-19:00]", "monday: [siempre]")
    assert all(each.startswith("calendars.yaml:") for each in errors_of(files))


def test_feedback_is_due_in_open_hours_of_the_calendar() -> None:
    """24 open hours after Friday 27 November 2026, 15:00: 4 on Friday, 5 on Saturday, 12 on Monday, 3 on Tuesday."""
    feedback, calendar = sample_quality().feedback, sample_site().calendars["atencion"]
    friday = datetime(2026, 11, 27, 15, 0, tzinfo=COLOMBIA)
    due = after_open_time(calendar, friday, timedelta(hours=feedback.answer_hours))
    assert due == datetime(2026, 12, 1, 10, 0, tzinfo=COLOMBIA)
    assert feedback.appeal_hours > feedback.answer_hours


def test_weeks_are_iso_weeks_in_bogota_time() -> None:
    """Sunday 23:30 in Bogotá is Monday in UTC and belongs to the week that ends; the sample waits for the close."""
    sunday = datetime(2026, 11, 29, 23, 30, tzinfo=COLOMBIA)
    monday = date(2026, 11, 23)
    assert week_of(sunday) == monday
    begins, ends = week_bounds(monday)
    assert begins <= sunday < ends
    assert week_of(ends) == date(2026, 11, 30)
    assert monday.isocalendar().weekday == 1
    close = sample_quality().sampling.close
    assert week_closes_at(close, monday) == datetime(2026, 11, 30, 6, 0, tzinfo=COLOMBIA)
    assert week_closes_at(WeekClose(day="wednesday", hour=0), monday) == datetime(2026, 12, 2, tzinfo=COLOMBIA)


def test_findings_name_areas_and_roles_that_exist() -> None:
    """The operation and the site's areas may have findings; the owners' roles are roles of the system."""
    findings = sample_quality().findings
    assert set(findings.areas) == {OPERATION, *sample_site().areas}
    assert set(get_args(OwnerRole)) < set(ROLES)
    days = [each.days_to_act for each in findings.severities]
    assert days == sorted(days, reverse=True)
    grave = findings.find_severity("grave")
    assert grave is findings.severities[-1]
    assert findings.find_severity("mortal") is None


def test_a_visit_has_a_form_of_its_own() -> None:
    """The sample's form of visits is an example, has a version, and is in force from its first day."""
    visits = sample_quality().visits
    assert in_force(visits.values(), date(2025, 12, 31)) is None
    form = in_force(visits.values(), date(2026, 1, 1))
    assert form is visits["visita_1"]
    assert form.notice == EXAMPLE_NOTICE
    assert msgspec.structs.replace(form, example=False).notice == ""
    assert len(form.version) == 12
    assert [len(each.questions) for each in form.sections] == [3, 3, 3]
    assert {each.not_applicable for each in form.questions} == {True, False}
    files = with_edit(FILE, "¿Hay un supervisor presente?", "¿Está el supervisor?")
    changed = read_site(files, read_sample_file).quality
    assert changed is not None
    assert changed.visits["visita_1"].version != form.version


def test_visits_may_be_left_out() -> None:
    """An entity without visits in person writes no form of them; an empty form is an error."""
    head, _, _ = FILES[FILE].decode().partition("\nvisits:")
    quality = read_site({**FILES, FILE: head.encode()}, read_sample_file).quality
    assert quality is not None
    assert quality.visits == {}
    empty = f"{head}\nvisits:\n  v: {{name: V, version_label: '1', valid_from: 2026-01-01, sections: []}}\n"
    [error] = errors_of({**FILES, FILE: empty.encode()})
    assert "el formulario no tiene secciones" in error
    hollow = empty.replace("sections: []", "sections: [{section: a, name: A, questions: []}]")
    [error] = errors_of({**FILES, FILE: hollow.encode()})
    assert "la sección no tiene preguntas" in error
    question = "questions: [{question: q, name: Q, help: H}]"
    twice = FILES[FILE].decode() + hollow.partition("\nvisits:\n")[2].replace("questions: []", question)
    [error] = errors_of({**FILES, FILE: twice.encode()})
    assert "empieza el mismo día" in error
