"""Which roles must have a second factor, as the settings say it.

Owns the reading of ATENCION_SECOND_FACTOR_ROLES: a misspelt role is refused at the start, not found out by a burglar.
"""

from agent_api.access.permissions import ROLES
from config.errors import SettingsInvalid

SECOND_FACTOR_VARIABLE = "ATENCION_SECOND_FACTOR_ROLES"
NO_ROLES = "ninguno"
DEFAULT_ROLES = "admin,coordinador,interventoria"
"""Whom `serve` asks for one unless told otherwise; the demo asks nobody."""


def second_factor_roles(text: str) -> frozenset[str]:
    """The roles named in a text, apart by commas; none for ``ninguno``.

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
