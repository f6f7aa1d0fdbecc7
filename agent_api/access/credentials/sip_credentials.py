"""SIP credentials of a user's phone, separate from the login; only digest hashes are stored.

Owns the computation and encryption of the two HA1 values (RFC 8760, section 2; RFC 7616, section 3.4.2).
"""

import hashlib

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access import users
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import unit_of_work
from storage.tables import account

REALM = "atencion"
_ABOUT = "user.phone"


def ha1(user: str, password: str) -> dict[str, str]:
    """Return the HA1 values by algorithm: SHA-256 and MD5, hex."""
    text = f"{user}:{REALM}:{password}".encode()
    return {"SHA-256": hashlib.sha256(text).hexdigest(), "MD5": hashlib.md5(text).hexdigest()}


async def set_password(connection: AsyncConnection, cipher: FieldCipher, user: str, password: str) -> None:
    """Store the HA1 values of a phone's new password."""
    ciphertext = cipher.encrypt(msgspec.json.encode(ha1(user, password)).decode(), field=_ABOUT, row=user)
    await users.update_columns(connection, user, phone_secret=ciphertext)


async def find_ha1(engine: AsyncEngine, cipher: FieldCipher, user: str) -> dict[str, str] | None:
    """Return the HA1 values of a user's phone by algorithm; None if the user is disabled or has no phone.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    query = select(account.c.phone_secret).where(account.c.name == user, account.c.disabled_at.is_(None))
    async with unit_of_work(engine) as connection:
        ciphertext = (await connection.execute(query)).scalar_one_or_none()
    return None if ciphertext is None else _decrypt(user, ciphertext, cipher)


async def list_ha1(engine: AsyncEngine, cipher: FieldCipher) -> dict[str, dict[str, str]]:
    """Return the HA1 values of every enabled user's phone, by user and algorithm.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    query = select(account.c.name, account.c.phone_secret).where(
        account.c.phone_secret.is_not(None), account.c.disabled_at.is_(None)
    )
    async with unit_of_work(engine) as connection:
        rows = (await connection.execute(query)).all()
    return {name: _decrypt(name, ciphertext, cipher) for name, ciphertext in rows}


def _decrypt(user: str, ciphertext: bytes, cipher: FieldCipher) -> dict[str, str]:
    return msgspec.json.decode(cipher.decrypt(ciphertext, field=_ABOUT, row=user), type=dict[str, str])
