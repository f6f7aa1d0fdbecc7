"""Evaluation forms: the sample's, their versions, their checks, and random forms."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from config.errors import Complaint
from config.schema.decimals import exact
from config.schema.reader import Reader, UnreadableValue
from config.site.loader import read_site, site_from_json, site_to_json
from config.site.quality.form_versions import EXAMPLE_NOTICE, with_versions
from config.site.quality.forms import QualityForm, check_forms, form_on
from config.site.quality.rules import Quality
from tests.support.properties import examples
from tests.support.site_folders import errors_of, read_sample_file, sample_site, with_edit

FILE = "quality.yaml"
HEAD = "    scoring: {convention: zeroing, zeroes: form}"
DAY = date(2026, 1, 1)


def sample_quality() -> Quality:
    quality = sample_site().quality
    assert quality is not None
    return quality


def edited_quality(old: str, new: str) -> Quality:
    quality = read_site(with_edit(FILE, old, new), read_sample_file).quality
    assert quality is not None
    return quality


def test_the_sample_has_an_example_form_for_each_channel() -> None:
    """Each form says that it is an example, has sections and helps, and its weights sum to 100."""
    quality = sample_quality()
    sizes = {form.channel: (len(form.sections), len(form.criteria)) for form in quality.forms.values()}
    assert sizes == {"phone": (4, 12), "written": (3, 10)}
    for form in quality.forms.values():
        assert form.example
        assert form.notice == EXAMPLE_NOTICE
        assert sum(exact(each.weight) for each in form.criteria) == 100
        assert all(len(each.help) > 30 for each in form.criteria)
    assert msgspec.structs.replace(quality.forms["telefono_1"], example=False).notice == ""
    assert {form.scoring.convention for form in quality.forms.values()} == {"zeroing", "family"}


def test_sections_and_criteria_keep_their_order_however_a_site_is_stored() -> None:
    """A stored version keeps the order of the file, regardless of the names."""
    site = sample_site()
    order = [each.criterion for each in sample_quality().forms["telefono_1"].criteria]
    assert order != sorted(order)
    stored = site_from_json(site_to_json(site)).quality
    assert stored is not None
    assert [each.criterion for each in stored.forms["telefono_1"].criteria] == order


def test_a_changed_form_has_another_version_and_so_has_the_site() -> None:
    """The version of a form follows its content: a word of one form changes it, and leaves that of the other."""
    before = sample_quality()
    files = with_edit(FILE, "name: Se entiende", "name: Se entiende con facilidad")
    site = read_site(files, read_sample_file)
    assert site.quality is not None
    assert site.version != sample_site().version
    changed = {name for name, form in site.quality.forms.items() if form.version != before.forms[name].version}
    assert changed == {"escrito_1"}
    again = with_versions(site.quality.forms)
    assert again == site.quality.forms
    assert all(len(each.version) == 12 for each in again.values())


def test_the_form_in_force_is_the_last_that_has_begun() -> None:
    """A form is in force from its first day until the day before the channel's next one."""
    first = sample_quality().forms["telefono_1"]
    second = msgspec.structs.replace(first, id="telefono_2", valid_from=date(2026, 7, 1))
    forms = {"telefono_2": second, "telefono_1": first, "escrito_1": sample_quality().forms["escrito_1"]}
    assert form_on(forms, "phone", date(2025, 12, 31)) is None
    assert form_on(forms, "phone", date(2026, 1, 1)) is first
    assert form_on(forms, "phone", date(2026, 6, 30)) is first
    assert form_on(forms, "phone", date(2026, 7, 1)) is second
    written = form_on(forms, "written", date(2026, 7, 1))
    assert written is not None
    assert written.channel == "written"


GROUPED = "scoring: {convention: groups, groups: {todo: {name: Todo, minimum: 90}}}"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("weight: 10", "weight: 10.5", "sections:", "los pesos suman 100.5 y deben sumar 100"),
        ("weight: 10", "weight: 10.000001", "sections:", "los pesos suman 100.000001 y deben sumar 100"),
        ("weight: 10", "weight: 101", "weight: 101", "use de 0 a 100"),
        ("weight: 5", "weight: 0", "weight: 0", "solo un criterio crítico puede pesar 0"),
        ("criterion: escucha", "criterion: saludo", "criterion: saludo", "«saludo» está dos veces"),
        ("section: identidad", "section: protocolo", "", "«protocolo» está dos veces"),
        ("family: user", "family: usuario", "usuario", "«usuario» no se admite; hay: business"),
        ("family: user", "family: noncritical", "critical: true", "no puede ser crítico"),
        ("evidence: [audio]", "evidence: []", "evidence: []", "nombre al menos una prueba"),
        ("evidence: [audio]", "evidence: [audio, audio]", "[audio, audio]", "«audio» está dos veces"),
        ("evidence: [answer]", "evidence: [audio, answer]", "[audio, answer]", "solo existe en el canal «phone»"),
        ("channel: written", "channel: phone", "", "empieza el mismo día"),
        ("convention: zeroing", "convention: puntos", "puntos", "«puntos» no se admite; hay: family, groups, zeroing"),
        ("zeroes: form}", "groups: {a: {name: A, minimum: 1}}}", "groups: {a", "«groups» es de la convención"),
        ("convention: family", "convention: family, zeroes: section", "zeroes: section", "quítelo"),
        ("convention: family", "convention: family, empty_group: met", "empty_group", "quítelo"),
        ("            critical: true\n            evidence: [ticket, answer]", "            evidence: [ticket, answer]",
         "family: user", "falla la familia «user»"),
        (f"{HEAD}\n", f"    {GROUPED}\n", "criterion: saludo", "falta «group»"),
        ("            family: noncritical\n", "            family: noncritical\n            group: todo\n",
         "group: todo", "la convención «zeroing» no usa «group»"),
        ("valid_from: 2026-01-01", "valid_from: 1999-01-01", "1999", "use de 2000 a 2100"),
        ("version_label: Ejemplo 1", "version: Ejemplo 1", "version: Ejemplo 1", "campo desconocido «version»"),
        ("critical: true", "critical: quizás", "quizás", "escriba true o false"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_where_it_is(old: str, new: str, place: str, message: str) -> None:
    """Each error has file, line and correction."""
    files = with_edit(FILE, old, new)
    lines = files[FILE].decode().splitlines()
    found = [each for each in errors_of(files) if message in each]
    assert found, errors_of(files)
    assert all(each.startswith(f"{FILE}:") for each in found)
    assert any(place in lines[int(each.split(":")[1]) - 1] for each in found), found


def test_a_form_needs_a_critical_criterion_to_give_zero() -> None:
    """Under zeroing, a form without a critical criterion is an error, for the convention would change nothing."""
    form = sample_quality().forms["telefono_1"]
    assert complaints({form.id: form}) == []
    mild = with_criteria(form, lambda each: msgspec.structs.replace(each, critical=False))
    assert any("ningún criterio es crítico" in each.text for each in complaints({form.id: mild}))


def test_a_form_has_sections_and_a_section_criteria() -> None:
    """An empty form and an empty section are errors, and so is a file without forms."""
    form = sample_quality().forms["telefono_1"]
    bare = msgspec.structs.replace(form, sections=())
    assert any("no tiene secciones" in each.text for each in complaints({form.id: bare}))
    hollow = msgspec.structs.replace(form.sections[0], criteria=())
    partly = msgspec.structs.replace(form, sections=(hollow, *form.sections[1:]))
    assert any("la sección no tiene criterios" in each.text for each in complaints({form.id: partly}))
    assert [each.text for each in complaints({})] == [
        "no hay ningún formulario; agregue uno o borre esta parte del sitio"
    ]


def with_criteria(form: QualityForm, change: Callable[[Any], Any]) -> QualityForm:
    sections = tuple(
        msgspec.structs.replace(section, criteria=tuple(change(each) for each in section.criteria))
        for section in form.sections
    )
    return msgspec.structs.replace(form, sections=sections)


def complaints(forms: dict[str, QualityForm]) -> list[Complaint]:
    reader = Reader()
    check_forms(forms, reader)
    return reader.complaints


GROUPS = {"usuario": {"name": "Usuario", "minimum": 95}, "forma": {"name": "Forma", "minimum": 85}}


def grouped_form(*, weight_groups: tuple[str | None, ...] = (None, None, None, None), **scoring: Any) -> dict[str, Any]:
    """Return a form of four criteria, two in each group."""
    rows = zip(("a", "b", "c", "d"), ("usuario", "usuario", "forma", "forma"), weight_groups, strict=True)
    criteria = [
        {
            **{"criterion": name, "name": name, "help": "Se oye.", "weight": 25, "family": "noncritical"},
            **{"evidence": ["ticket"], "group": group},
            **({"weight_group": weight_group} if weight_group else {}),
        }
        for name, group, weight_group in rows
    ]
    return {
        **{"name": "Por grupos", "version_label": "1", "valid_from": "2026-01-01", "channel": "phone"},
        "scoring": {"convention": "groups", "groups": GROUPS, **scoring},
        "sections": [{"section": "todo", "name": "Todo", "criteria": criteria}],
    }


def read_form(content: dict[str, Any]) -> tuple[QualityForm | None, list[str]]:
    """Return a form as the reader of site files reads it, and the texts of the complaints."""
    reader = Reader()
    node = yaml.compose(msgspec.json.encode(content).decode())
    assert node is not None
    reader.places[("quality",)] = (FILE, 1)
    try:
        form: QualityForm = reader.read_value(node, inspect.type_info(QualityForm), ("quality", "forms", "f"))
    except UnreadableValue:
        return None, [each.text for each in reader.complaints]
    check_forms({"f": form}, reader)
    return form, [each.text for each in reader.complaints]


def test_a_form_by_groups_says_their_minimum() -> None:
    """Groups, their minimum and the rule of an empty group are read; a weight group lies within one group."""
    form, texts = read_form(grouped_form(weight_groups=("x", "x", None, None), empty_group="met"))
    assert texts == []
    assert form is not None
    assert form.scoring.groups["usuario"].minimum == 95
    assert form.scoring.empty_group == "met"
    assert [each.weight_group for each in form.criteria] == ["x", "x", None, None]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (grouped_form(groups={}), "la convención «groups» necesita grupos"),
        (grouped_form(groups={**GROUPS, "otro": {"name": "Otro", "minimum": 1}}), "el grupo «otro» no tiene criterios"),
        (grouped_form(groups={"usuarios": GROUPS["usuario"], "forma": GROUPS["forma"]}), "¿quiso decir «usuarios»?"),
        (grouped_form(weight_groups=("x", None, None, None)), "el grupo de peso «x» tiene un solo criterio"),
        (grouped_form(weight_groups=("x", None, "x", None)), "el grupo de peso «x» son de varios grupos"),
        (grouped_form(empty_group="nada"), "«nada» no se admite; hay: left_out, met"),
        (grouped_form(groups={**GROUPS, "forma": {"name": "Forma", "minimum": 101}}), "use de 0 a 100"),
    ],
)
def test_groups_that_do_not_fit_are_refused(form: dict[str, Any], message: str) -> None:
    """Each mistake in the groups has its correction."""
    _, texts = read_form(form)
    assert any(message in each for each in texts), texts


@st.composite
def random_forms(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a valid form as a site file says it: tenths of a percent are distributed over its criteria."""
    cuts = sorted(draw(st.sets(st.integers(1, 999), min_size=2, max_size=19)))
    weights = [Fraction(high - low, 10) for low, high in zip([0, *cuts], [*cuts, 1000], strict=True)]
    criteria = [
        {
            **{"criterion": f"c{index}", "name": f"Criterio {index}", "help": "Se oye.", "weight": float(weight)},
            **{"family": "user" if index == 0 else "noncritical", "critical": index == 0, "evidence": ["audio"]},
            "not_applicable": draw(st.booleans()),
        }
        for index, weight in enumerate(weights)
    ]
    middle = draw(st.integers(1, len(criteria) - 1))
    parts = [draw(st.permutations(each)) for each in (criteria[:middle], criteria[middle:])]
    return {
        **{"name": "Al azar", "version_label": "1", "valid_from": "2026-01-01", "channel": "phone"},
        "scoring": {"convention": "zeroing"},
        "sections": [{"section": f"s{n}", "name": f"Parte {n}", "criteria": each} for n, each in enumerate(parts)],
    }


@settings(max_examples=examples(100), deadline=None)
@given(random_forms(), st.data())
def test_a_form_is_accepted_only_if_its_weights_sum_to_100(content: dict[str, Any], data: st.DataObject) -> None:
    """Tenths that sum to 100 are accepted exactly; a tenth more in one criterion is refused, and no other error."""
    form, texts = read_form(content)
    assert texts == []
    assert form is not None
    assert sum(exact(each.weight) for each in form.criteria) == 100
    section = data.draw(st.sampled_from(content["sections"]))
    criterion = data.draw(st.sampled_from(section["criteria"]))
    assume(criterion["weight"] < 99.9)
    criterion["weight"] = float(Fraction(str(criterion["weight"])) + Fraction(1, 10))
    _, texts = read_form(content)
    assert texts == ["los pesos suman 100.1 y deben sumar 100; revíselos"]


@settings(max_examples=examples(100), deadline=None)
@given(random_forms(), random_forms())
def test_equal_content_and_only_equal_content_gives_an_equal_version(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    """A form read twice has one version; two forms have one only if they are equal."""
    forms = [read_form(each)[0] for each in (first, first, second)]
    one, again, other = (with_versions({"f": each})["f"] for each in forms if each)
    assert one.version == again.version
    assert (one.version == other.version) == (one == other)


@settings(max_examples=examples(100), deadline=None)
@given(st.sets(st.integers(0, 400), min_size=1, max_size=6), st.integers(0, 420))
def test_one_form_is_in_force_on_each_day_from_the_first_on(starts: set[int], offset: int) -> None:
    """The form of a day has begun, and none that began later has."""
    form = sample_quality().forms["telefono_1"]
    days = [DAY + timedelta(days=each) for each in starts]
    forms = {f"f{n}": msgspec.structs.replace(form, id=f"f{n}", valid_from=day) for n, day in enumerate(days)}
    day = DAY + timedelta(days=offset)
    found = form_on(forms, "phone", day)
    begun = [each for each in days if each <= day]
    assert (found.valid_from if found else None) == max(begun, default=None)
