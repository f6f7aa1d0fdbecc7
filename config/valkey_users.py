"""The Valkey users, one per role, and their permissions: `config/valkey/users.acl`.

Owns the form of that file and of the passwords beside it. Each process connects as the user of its role, so that an
attacker who controls one reads and writes only what that role may; no role may empty the server or change its
configuration.
"""

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

RULES: Final = Path(__file__).parent / "valkey" / "users.acl"
OPERATOR: Final = "atencion"
"""User that prepares the server at each start and runs the commands of the CLI."""
ROLES: Final = ("router", "gateway", "recorder", "worker", "api", "metrics")
_PASSWORD: Final = re.compile(r"[A-Za-z0-9_-]{16,}")
_PASSWORD_BYTES: Final = 24


def acl_text(passwords: Mapping[str, str]) -> str:
    """Return the ACL file with the password of each user filled in.

    Raises:
        KeyError: a user has no password.
    """
    return re.sub(r"\$([a-z]+)\$", lambda match: passwords[match[1]], RULES.read_text(encoding="utf-8"))


def generate_passwords() -> dict[str, str]:
    """Generate a password for each user."""
    return {user: secrets.token_hex(_PASSWORD_BYTES) for user in (OPERATOR, *ROLES)}


def read_passwords(text: str) -> dict[str, str]:
    """Read lines of a role and its password.

    Raises:
        ValueError: a line has another form, or no role has that name.
    """
    passwords = dict[str, str]()
    for line in filter(None, map(str.strip, text.splitlines())):
        role, _, password = line.partition(" ")
        if role not in ROLES or not _PASSWORD.fullmatch(password):
            raise ValueError("not a line with a role and its password")
        passwords[role] = password
    return passwords
