"""How rights are granted, as the site says: which roles need two persons. Pure.

Owns the shape of `rights.yaml`. The table of permissions says which roles are administrative.
"""

from typing import Literal

import msgspec

from config.schema.reader import Reader

SiteRole = Literal[
    "asesor", "asesor_escrita", "funcionario", "supervisor", "coordinador", "calidad", "interventoria", "admin"
]
"""Roles of users, by the names of `agent_api`."""


class RightsRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of grants.

    Attributes:
        two_persons: to grant the management of users or tokens.
        approved_roles: further roles that one person requests and another one approves.
        approve_all: each role is one of them.
    """

    two_persons: bool = True
    approved_roles: tuple[SiteRole, ...] = ()
    approve_all: bool = False


def check_rights(rules: RightsRules | None, reader: Reader) -> None:
    """Check that no role is repeated, and that a list is not made useless by ``approve_all``."""
    if rules is None:
        return
    roles = enumerate(rules.approved_roles)
    reader.complain_repeated((("rights", "approved_roles", str(n)), each) for n, each in roles)
    if rules.approve_all and rules.approved_roles:
        reader.complain(
            ("rights", "approved_roles"), "«approve_all» ya incluye todos los roles; deje solo uno de los dos"
        )
