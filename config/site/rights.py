"""How rights are granted, as the site says: whether the most powerful ones need two persons. Pure.

Owns the shape of `rights.yaml`. The table of permissions says which roles are meant.
"""

import msgspec


class RightsRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of grants; ``two_persons`` requires a second one to grant the management of users or tokens."""

    two_persons: bool = True
