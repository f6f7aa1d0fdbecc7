"""How rights are granted, as the site says: whether the most powerful ones need two persons. Pure.

Owns the shape of `rights.yaml`. Which roles are meant is the permissions' table's.
"""

import msgspec


class RightsRules(msgspec.Struct, frozen=True, kw_only=True):
    """How rights are granted.

    Attributes:
        two_persons: whether granting the management of users or tokens needs a second person.
    """

    two_persons: bool = True
