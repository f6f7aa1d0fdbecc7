"""Who needs a second factor, as the settings say it."""

import pytest

from atencion.runtime.second_factor import DEFAULT_ROLES, second_factor_roles
from config.errors import SettingsInvalid


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("ninguno", set()),
        ("admin, calidad", {"admin", "calidad"}),
        (DEFAULT_ROLES, {"admin", "coordinador", "interventoria"}),
    ],
)
def test_roles_are_apart_by_commas(text: str, roles: set[str]) -> None:
    """Blanks do not matter, and nobody can be said."""
    assert second_factor_roles(text) == roles


def test_a_misspelt_role_is_refused() -> None:
    """Otherwise a door would stand open that somebody meant to close."""
    with pytest.raises(SettingsInvalid, match="«admon»"):
        second_factor_roles("admon,calidad")
