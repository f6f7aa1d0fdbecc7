"""The roles that need a second factor, from the settings."""

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
    """Roles are separated by commas, spaces do not matter, and «ninguno» means no role."""
    assert second_factor_roles(text) == roles


def test_a_misspelt_role_is_refused() -> None:
    """A misspelt role is refused, because ignoring it would leave that role without a second factor."""
    with pytest.raises(SettingsInvalid, match="«admon»"):
        second_factor_roles("admon,calidad")
