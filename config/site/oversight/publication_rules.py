"""How changes of the site are published, as the site says. Pure.

Owns the shape of `publishing.yaml`. `agent_api.site_admin.drafts` applies it to drafts.
"""

import msgspec


class Publishing(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of publications.

    Attributes:
        two_persons: one person asks for the publication of a draft, and another one approves it.
    """

    two_persons: bool = False
