"""The roles that must have a second factor, from the settings.

Owns the parsing of ATENCION_SECOND_FACTOR_ROLES: a misspelt role is refused at the start, before it weakens security.
"""

from agent_api.access.permissions import ROLES
from config.errors import SettingsInvalid

SECOND_FACTOR_VARIABLE = "ATENCION_SECOND_FACTOR_ROLES"
NO_ROLES = "ninguno"
DEFAULT_ROLES = "admin,coordinador,interventoria"
"""Default of `serve`; the demo requires no second factor."""


def second_factor_roles(text: str) -> frozenset[str]:
    """Return the roles named in a comma-separated text; none for ``ninguno``.

    Raises:
        SettingsInvalid: there is no such role.
    """
    if text.strip() == NO_ROLES:
        return frozenset()
    named = frozenset(part.strip() for part in text.split(",") if part.strip())
    if wrong := sorted(named - set(ROLES)):
        raise SettingsInvalid(
            f"{SECOND_FACTOR_VARIABLE} nombra un rol que no existe, «{wrong[0]}»: escoja entre {', '.join(ROLES)}."
        )
    return named
