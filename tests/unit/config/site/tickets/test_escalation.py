"""The person responsible for a topic on a day, and the errors of areas and matrix."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site.model import Site
from config.site.tickets.escalation import (
    Absence,
    Area,
    Assignment,
    NoAreas,
    Official,
    area_assignee,
    areas_of,
    assignee,
    substitute_of,
)
from config.site.tickets.typology import Topic, leaf_topics
from tests.support.site_folders import FILES, errors_of, sample_site, with_edit

SITE: Site = sample_site()
WORKDAY, HOLIDAYS = date(2026, 11, 25), date(2026, 12, 28)
BALANCE = Topic("reclamo", "cobro", "intereses")
REPORT = Topic("reclamo", "reporte_centrales", "reporte_pagado")


def test_the_default_area_has_its_own_responsible() -> None:
    """Without a row in the matrix, the leaf's area answers, by its responsible official."""
    assert assignee(SITE, BALANCE, WORKDAY) == Assignment(area="credito_cobranza", user="funcionario1")


@pytest.mark.parametrize(
    ("day", "absent", "user", "instead_of", "why"),
    [
        (WORKDAY, (), "funcionario1", None, "own"),
        (HOLIDAYS, (), "funcionario2", "funcionario1", "deputy"),
        (WORKDAY, ("funcionario1",), "funcionario2", "funcionario1", "deputy"),
        (HOLIDAYS, ("funcionario2",), "credito_lider", "funcionario1", "leader"),
        (HOLIDAYS, ("funcionario2", "credito_lider"), "credito_lider", "funcionario1", "leader"),
        (date(2026, 12, 20), (), "funcionario1", None, "own"),
        (date(2026, 12, 21), (), "funcionario2", "funcionario1", "deputy"),
        (date(2027, 1, 12), (), "funcionario2", "funcionario1", "deputy"),
        (date(2027, 1, 13), (), "funcionario1", None, "own"),
    ],
)
def test_responsible_official_answers_else_deputy_else_leader(
    day: date, absent: tuple[str, ...], user: str, instead_of: str | None, why: str
) -> None:
    """The responsible official answers, else the deputy, else the leader; absences include their first and last day."""
    assignment = assignee(SITE, BALANCE, day, absent)
    assert (assignment.user, assignment.deputy_for, assignment.reason) == (user, instead_of, why)


@pytest.mark.parametrize(
    ("topic", "area", "user"),
    [
        (REPORT, "credito_cobranza", "cartera1"),  # a row for the theme
        (Topic("reclamo", "cobro", "credito_no_pedido"), "juridica", "juridica1"),  # sub-theme, area alone
        (Topic("denuncia", "corrupcion", "cobro_tramite"), "juridica", "juridica2"),  # a row for the kind
        (Topic("queja", "trato", "cobranza"), "credito_cobranza", "cartera1"),
        (Topic("queja", "trato", "punto_atencion"), "canal_escrito", "escrita1"),  # no row
    ],
)
def test_the_narrowest_row_counts(topic: Topic, area: str, user: str) -> None:
    """A row for the sub-theme has precedence over one for the theme, and that over one for the kind."""
    assert (assignee(SITE, topic, WORKDAY).area, assignee(SITE, topic, WORKDAY).user) == (area, user)


@pytest.mark.parametrize(
    ("topic", "area"),
    [
        (Topic("solicitud", "desembolso", "gone"), "tesoreria"),
        (Topic("denuncia", "gone", "gone"), "juridica"),
        (Topic("solicitud", "gone"), "canal_escrito"),
        (Topic("gone", "gone"), "canal_escrito"),
    ],
)
def test_topic_of_old_ticket_resolves_by_its_remaining_parts_or_to_written_channel(topic: Topic, area: str) -> None:
    """The topic of an old ticket resolves by its remaining parts, or to the written channel."""
    assert assignee(SITE, topic, WORKDAY).area == area


def test_the_second_tier_is_the_written_channel() -> None:
    """A petition escalated from the phone goes first to the written channel's group, regardless of its topic."""
    assert SITE.matrix is not None
    assert area_assignee(SITE, SITE.matrix.written, WORKDAY) == Assignment(area="canal_escrito", user="escrita1")
    assert area_assignee(SITE, SITE.matrix.written, WORKDAY, {"escrita1", "escrita2"}).user == "coordinador"


def test_a_user_is_of_areas() -> None:
    """The areas of a user are those that list the user as an official."""
    assert areas_of(SITE, "cartera1") == ("credito_cobranza",)
    assert areas_of(SITE, "asesor1") == ()
    assert SITE.areas["fondos"].email_of("fondos1") == "fondos@icetex.example"


def test_version_stored_before_areas_existed_raises_named_error() -> None:
    """A version stored before areas existed raises a named error."""
    old = msgspec.structs.replace(SITE, areas={}, matrix=None)
    with pytest.raises(NoAreas):
        assignee(old, BALANCE, WORKDAY)
    with pytest.raises(NoAreas):
        area_assignee(SITE, "otra", WORKDAY)


USERS = sorted({user for area in SITE.areas.values() for user in area.officials})


@given(
    leaf=st.sampled_from(list(leaf_topics(SITE.typology))),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    absent=st.sets(st.sampled_from(USERS)),
)
def test_every_leaf_has_a_person_in_charge(leaf: object, day: date, absent: set[str]) -> None:
    """For each leaf, day and absence there is one official of the area; only the leader may be absent."""
    assignment = assignee(SITE, leaf.topic, day, absent)  # type: ignore[attr-defined]
    area = SITE.areas[assignment.area]
    assert assignment.user in area.officials
    assert (assignment.deputy_for is None) == (assignment.reason == "own")
    away = assignment.user in absent or area.officials[assignment.user].is_away(day)
    assert not away or assignment.user == area.leader


DAYS = [date(2026, 12, 1) + timedelta(days=n) for n in range(5)]
CREDIT = SITE.areas["credito_cobranza"]
PEOPLE = sorted(CREDIT.officials)


@st.composite
def absent_people(draw: st.DrawFn) -> Area:
    """Draw an area whose officials have any deputies, perhaps in a cycle, and any absences."""
    person = st.none() | st.sampled_from(PEOPLE)
    officials = {}
    for user in PEOPLE:
        stretches = draw(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS), person), max_size=2))
        absences = tuple(
            Absence(first_day=min(one, other), last_day=max(one, other), reason="Permiso", deputy=deputy)
            for one, other, deputy in stretches
        )
        officials[user] = Official(name=user, absences=absences, deputy=draw(person))
    return msgspec.structs.replace(CREDIT, officials=officials)


@given(area=absent_people(), absent=st.sets(st.sampled_from(PEOPLE)))
def test_no_cycle_of_deputies_leaves_a_petition_without_an_owner(area: Area, absent: set[str]) -> None:
    """On each day an official of the area is in charge; one who is away only if the named people are away, too."""
    site = msgspec.structs.replace(SITE, areas={**SITE.areas, area.id: area})
    for day in DAYS:
        away = {user for user, official in area.officials.items() if user in absent or official.is_away(day)}
        chosen = area_assignee(site, area.id, day, absent)
        assert chosen.user in area.officials
        assert (chosen.reason == "own") == (chosen.user == area.responsible)
        if chosen.user in away:
            assert chosen.user == area.leader
            assert {area.responsible, area.deputy, area.leader} <= away
        if area.responsible not in away:
            assert chosen.user == area.responsible


@given(area=absent_people())
def test_a_substitute_is_present_and_another_person(area: Area) -> None:
    """A user who is there has none; one who is away has one unless all who could stand in are away."""
    for day in DAYS:
        away = {user for user, official in area.officials.items() if official.is_away(day)}
        for user in PEOPLE:
            substitute = substitute_of(area, user, day)
            assert substitute is None or (user in away and substitute != user and substitute not in away)
            if user in away and area.leader not in away:
                assert substitute is not None


def test_a_chain_of_deputies_is_followed_to_the_first_who_is_there() -> None:
    """The deputy of the absence comes first, then that person's deputy, before the area's own."""
    away = Absence(first_day=WORKDAY, last_day=WORKDAY, reason="Permiso", deputy="cartera1")
    officials = {
        **CREDIT.officials,
        "funcionario1": Official(name="Martha", absences=(away,)),
        "cartera1": Official(
            name="Adriana", absences=(msgspec.structs.replace(away, deputy=None),), deputy="credito_lider"
        ),
    }
    site = msgspec.structs.replace(
        SITE, areas={**SITE.areas, CREDIT.id: msgspec.structs.replace(CREDIT, officials=officials)}
    )
    assert area_assignee(site, CREDIT.id, WORKDAY) == Assignment(
        area=CREDIT.id, user="credito_lider", deputy_for="funcionario1", reason="deputy"
    )


CASES: list[tuple[str, str, str, str]] = [
    (
        "areas.yaml",
        "cartera1: {name: Adriana Milena Ruiz}",
        "cartera1: {name: Adriana Milena Ruiz, deputy: cartera1}",
        "«cartera1» no puede suplirse a sí mismo",
    ),
    (
        "areas.yaml",
        "cartera1: {name: Adriana Milena Ruiz}",
        "cartera1: {name: Adriana Milena Ruiz, deputy: juridica1}",
        "«juridica1» no está entre los «officials»",
    ),
    ("areas.yaml", "leader: credito_lider", "leader: credito_lide", "«credito_lide» no está entre los «officials»"),
    ("areas.yaml", "deputy: fondos2", "deputy: fondos1", "«fondos1» no puede suplirse a sí mismo"),
    ("areas.yaml", "email: fondos@icetex.example", "email: fondos", "escriba una dirección de correo"),
    ("areas.yaml", "last_day: 2027-01-12", "last_day: 2026-01-12", "la ausencia termina antes de empezar"),
    ("areas.yaml", "    fondos2: {name", "    Fondos2: {name", "escriba el usuario como al iniciar sesión"),
    ("matrix.yaml", "written: canal_escrito", "written: canal", "«canal» no está en areas.yaml; hay: "),
    ("matrix.yaml", "area: juridica}", "area: juridico}", "«juridico» no está en areas.yaml; ¿quiso decir «juridica»?"),
    ("matrix.yaml", "kind: denuncia,", "kind: denuncias,", "«denuncias» no está en typology.yaml; ¿quiso decir"),
    ("matrix.yaml", "theme: reporte_centrales,", "theme: reportes,", "«reportes» no está en typology.yaml"),
    ("matrix.yaml", "subtheme: cobranza,", "subtheme: cobros,", "«cobros» no está en typology.yaml"),
    ("matrix.yaml", "theme: plan_pagos, subtheme", "subtheme", "falta «theme»"),
    ("matrix.yaml", ", deputy: juridica1", "", "nombre «responsible» y «deputy», o ninguno de los dos"),
    ("matrix.yaml", "deputy: juridica1", "deputy: juridica2", "no puede suplirse a sí mismo"),
    ("matrix.yaml", "subtheme: credito_no_pedido, area: juridica}", "subtheme: seguro}", "la fila no dice nada"),
    (
        "matrix.yaml",
        "responsible: cartera1, deputy: credito_lider",
        "responsible: fondos1, deputy: fondos2",
        "«fondos1»",
    ),
    (
        "matrix.yaml",
        "theme: reporte_centrales,",
        "theme: reporte_centrales, area: juridica,",
        "no está entre los «officials»",
    ),
    ("typology.yaml", "area: tesoreria", "area: tesorería", "use minúsculas sin tilde"),
    ("typology.yaml", "area: tesoreria", "area: tesoro", "«tesoro» no está en areas.yaml; ¿quiso decir «tesoreria»?"),
    ("typology.yaml", "      area: tesoreria\n", "", "no lleva a ninguna área"),
    ("typology.yaml", "legal_kind: consulta", "legal_kind: consultas", "¿quiso decir «consulta»?"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), CASES, ids=[f"{each[0]}: {each[2]}" for each in CASES])
def test_leaf_without_area_or_person_outside_area_is_error_with_its_place(
    file: str, old: str, new: str, message: str
) -> None:
    """A leaf without an area, or a person outside the area, is an error with its place."""
    assert any(message in each for each in errors_of(with_edit(file, old, new)))


def test_two_rows_for_same_topic_are_error_because_their_order_would_decide() -> None:
    """Two rows for the same topic are an error, because their order would decide."""
    row = "  - {kind: denuncia, area: archivo}\n"
    assert any("ya hay una fila" in each for each in errors_of(with_edit("matrix.yaml", "rows:\n", f"rows:\n{row}")))


@pytest.mark.parametrize("file", ["areas.yaml", "matrix.yaml", "answers.yaml"])
def test_the_files_must_be_there(file: str) -> None:
    """A site without areas, matrix or answers is refused with the file's name."""
    errors = errors_of({name: content for name, content in FILES.items() if name != file})
    assert any(each.startswith(f"{file}:1: falta {file};") for each in errors)
