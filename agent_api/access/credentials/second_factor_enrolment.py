"""Enrolment codes: single-use codes that let a user set up a second factor; they expire.

An administrator or the command line issues them, so the password alone cannot set up a factor. Owns the columns
enrolment_digest and enrolment_until of account.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access import users
from agent_api.access.credentials.passwords import UNAMBIGUOUS_CHARACTERS
from agent_api.access.principal import Forbidden

VALIDITY = timedelta(days=7)
GROUPS, GROUP_LETTERS = 3, 4


class EnrolmentCodeRequired(Forbidden):
    """Setting up a second factor needs an enrolment code, and the request has none."""

    code = "enrolment_code_required"

    def __init__(self) -> None:
        super().__init__("Escriba el código de activación del segundo factor; se lo da el administrador de usuarios.")


class EnrolmentCodeWrong(Forbidden):
    """The code belongs to another user, was used, or has expired."""

    code = "enrolment_code_wrong"

    def __init__(self) -> None:
        super().__init__("El código de activación no sirve o ya venció: pida otro al administrador de usuarios.")


async def issue_code(connection: AsyncConnection, user: str, now: datetime) -> tuple[str, datetime]:
    """Issue a code that replaces any earlier one; return it with its expiry."""
    code = "-".join(
        "".join(secrets.choice(UNAMBIGUOUS_CHARACTERS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS)
    )
    until = now + VALIDITY
    await users.update_columns(connection, user, enrolment_digest=_digest(user, code), enrolment_until=until)
    return code, until


def check_code(row: Row[tuple[object, ...]], code: str | None, now: datetime) -> None:
    """Check that a code is the one issued to the user of the row.

    Raises:
        EnrolmentCodeRequired: no code.
        EnrolmentCodeWrong: another code, or an expired one.
    """
    if not code:
        raise EnrolmentCodeRequired
    digest: bytes | None = row.enrolment_digest
    if digest is None or now >= row.enrolment_until or not hmac.compare_digest(digest, _digest(row.name, code)):
        raise EnrolmentCodeWrong


def _digest(user: str, code: str) -> bytes:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{user} {plain}".encode()).digest()
