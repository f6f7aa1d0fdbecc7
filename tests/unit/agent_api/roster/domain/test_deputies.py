"""Deputies: a shared role and a shared area make one fit."""

import pytest

from agent_api.roster.domain.deputies import is_fit_deputy, seeded_deputy
from tests.support.site_folders import sample_site

SITE = sample_site()
OFFICIAL = ("funcionario",)


@pytest.mark.parametrize(
    ("user", "roles", "deputy", "deputy_roles", "fits"),
    [
        ("funcionario1", OFFICIAL, "cartera1", OFFICIAL, True),
        ("funcionario1", OFFICIAL, "funcionario1", OFFICIAL, False),
        ("funcionario1", OFFICIAL, "juridica1", OFFICIAL, False),
        ("funcionario1", OFFICIAL, "cartera1", ("asesor",), False),
        ("jefa", ("coordinador",), "otra", ("coordinador", "calidad"), True),
        ("jefa", ("coordinador",), "otra", ("supervisor",), False),
        ("jefa", ("coordinador",), "otra", (), False),
    ],
)
def test_a_deputy_shares_a_role_and_an_area(
    user: str, roles: tuple[str, ...], deputy: str, deputy_roles: tuple[str, ...], fits: bool
) -> None:
    """No person stands in for themselves, and the work of an area stays in it."""
    assert is_fit_deputy(SITE, user, roles, deputy, deputy_roles) is fits


def test_the_area_seeds_the_deputy_of_its_responsible_official() -> None:
    """Other officials of the area have no deputy of their own in the sample site."""
    assert seeded_deputy(SITE, "funcionario1") == "funcionario2"
    assert seeded_deputy(SITE, "cartera1") == ""
    assert seeded_deputy(SITE, "nadie") == ""
