"""How rights are granted, as the site says: whether the most powerful ones need two persons. Pure.

Owns the shape of `rights.yaml`. The table of permissions says which roles are meant.
"""

import msgspec


class RightsRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of granting rights.

    Attributes:
        two_persons: whether a second person must approve a grant of the management of users or tokens.
    """

    two_persons: bool = True
