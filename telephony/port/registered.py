"""The address that stands for wherever a user's phones are registered. Pure.

Owns its shape, which every gateway understands. It must not know where phones are.
"""

REGISTERED_HOST = "registered"
"""``sip:<user>@registered`` is not a place on the network: it stands for wherever that user's phones are."""


def registered_address(user: str) -> str:
    """The address at which all phones of a user are rung."""
    return f"sip:{user}@{REGISTERED_HOST}"


def registered_user(address: str) -> str | None:
    """The user of such an address, or None when it is another address."""
    scheme, _, rest = address.partition(":")
    user, at, host = rest.rpartition("@")
    return user if at and scheme.lower() == "sip" and host.lower() == REGISTERED_HOST else None
