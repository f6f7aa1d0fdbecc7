"""The topic tree of petitions, and the sample's tree."""

from collections import Counter
from datetime import date, timedelta

import pytest
from msgspec import structs

from config.law.regimes import LEGAL_KINDS
from config.site.loader import read_site, site_from_json, site_to_json
from config.site.model import Site
from config.site.tickets.typology import Leaf, Topic, find_topic, leaf_topics
from tests.support.site_folders import errors_of, read_sample_file, sample_site, with_edit

SITE: Site = sample_site()
LAST_DAY = date(2026, 6, 30)


def leaf(kind: str, theme: str, subtheme: str = "") -> Leaf:
    found = find_topic(SITE.typology, Topic(kind, theme, subtheme))
    assert found is not None
    return found


def test_sample_has_more_than_sixty_leaves_each_with_existing_area() -> None:
    """The sample has more than sixty leaves, each with an existing area, under every kind of petition."""
    all_of_them = list(leaf_topics(SITE.typology))
    assert len(all_of_them) >= 60
    assert {each.kind.id for each in all_of_them} == set(SITE.typology)
    assert all(each.area in SITE.areas for each in all_of_them)
    assert len({each.topic for each in all_of_them}) == len(all_of_them)
    assert set(Counter(each.area for each in all_of_them)) == set(SITE.areas)


@pytest.mark.parametrize(
    ("topic", "legal_kind"),
    [
        (("solicitud", "estado_cuenta", "paz_y_salvo"), "information"),
        (("solicitud", "documentos", "copia_expediente"), "information"),
        (("solicitud", "datos_personales", "que_datos"), "habeas_data_consulta"),
        (("solicitud", "datos_personales", "corregir_datos"), "habeas_data_claim"),
        (("reclamo", "reporte_centrales", "reporte_pagado"), "habeas_data_claim"),
        (("solicitud", "juridica", "concepto"), "consulta"),
        (("queja", "trato", "punto_atencion"), "general"),
        (("solicitud", "otra"), "general"),
    ],
)
def test_the_law_of_a_leaf_is_its_own_or_comes_from_above(topic: tuple[str, ...], legal_kind: str) -> None:
    """A certificate is information, an opinion is a consulta, and personal data have their own terms."""
    assert leaf(*topic).legal_kind == legal_kind
    assert legal_kind in LEGAL_KINDS


def test_area_and_law_come_from_nearest_level_that_has_them() -> None:
    """Area and law come from the nearest level that has them; templates are joined, the leaf's first."""
    narrow = leaf("solicitud", "credito_nuevo", "estado_solicitud")
    assert (narrow.area, narrow.legal_kind) == ("credito_cobranza", "information")
    assert narrow.answers == ("estado_tramite", "orientacion_credito")
    assert leaf("solicitud", "credito_nuevo", "lineas").area == "presidencia"
    assert leaf("denuncia", "corrupcion").area == "juridica"
    assert (narrow.name, narrow.topic) == (
        "Estado de una solicitud de crédito",
        Topic("solicitud", "credito_nuevo", "estado_solicitud"),
    )


@pytest.mark.parametrize(("day", "may"), [(LAST_DAY, True), (date(2026, 7, 1), False)])
def test_a_retired_leaf_is_found_and_may_not_be_chosen(day: date, may: bool) -> None:
    """A retired leaf may be chosen up to its last day; afterwards it can still be read in old tickets."""
    assert leaf("solicitud", "fondos", "jovenes_en_accion").is_valid(day) is may


@pytest.mark.parametrize(
    ("topic", "is_open"),
    [
        (("solicitud", "renovacion"), True),
        (("solicitud", "renovacion", "pasos"), False),
        (("solicitud", "otra"), False),
    ],
)
def test_a_theme_is_open_while_a_sub_theme_of_it_may_be_chosen(topic: tuple[str, ...], is_open: bool) -> None:
    """A theme without sub-themes is a leaf, and so is one whose sub-themes are all retired."""
    assert leaf(*topic).awaits_subtheme(LAST_DAY) is is_open
    original = leaf(*topic)
    retired = {id_: structs.replace(each, valid_until=LAST_DAY) for id_, each in original.theme.subthemes.items()}
    theme = structs.replace(original.theme, subthemes=retired)
    assert not Leaf(original.kind, theme, original.subtheme).awaits_subtheme(LAST_DAY + timedelta(days=1))


def test_theme_that_begins_later_delays_all_its_sub_themes() -> None:
    """A theme that begins later delays all its sub-themes."""
    files = with_edit(
        "typology.yaml", "      name: Crédito nuevo", "      valid_from: 2027-01-01\n      name: Crédito nuevo"
    )
    found = find_topic(read_site(files, read_sample_file).typology, Topic("solicitud", "credito_nuevo", "lineas"))
    assert found is not None
    assert not found.is_valid(date(2026, 12, 31))
    assert found.is_valid(date(2027, 1, 1))


@pytest.mark.parametrize("topic", [Topic("x", "y"), Topic("queja", "y"), Topic("queja", "trato", "y")])
def test_unknown_kind_theme_or_sub_theme_is_not_found(topic: Topic) -> None:
    """An unknown kind, theme or sub-theme is not found."""
    assert find_topic(SITE.typology, topic) is None


def test_the_tree_is_stored_with_the_site() -> None:
    """Sub-themes, areas, matrix and answers are restored from a stored version, and older versions are still read."""
    again = site_from_json(site_to_json(SITE))
    assert (again.typology, again.areas, again.matrix, again.answers) == (
        SITE.typology,
        SITE.areas,
        SITE.matrix,
        SITE.answers,
    )
    old = b'{"version":"v","campaign":"c","entity":"E","lines":{},"menus":{},"queues":{},"calendars":{},"prompts":{},'
    old += b'"pauses":{},"typology":{"queja":{"id":"queja","name":"Queja","meaning":"X","themes":'
    old += b'{"trato":{"id":"trato","name":"Trato"}}}}}'
    before = site_from_json(old)
    assert before.has_theme("queja", "trato")
    assert (before.areas, before.matrix, before.answers) == ({}, None, None)


def test_leaf_whose_last_day_is_before_its_first_is_error() -> None:
    """A leaf whose last day is before its first is an error."""
    files = with_edit("typology.yaml", "valid_until: 2026-06-30", "valid_from: 2026-07-01, valid_until: 2026-06-30")
    assert any("termina antes de empezar" in each for each in errors_of(files))
