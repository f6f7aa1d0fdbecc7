"""Password hashing with argon2id; an unknown user costs the same work as a known one.

Owns the parameters and the length limits. It must not know users.
"""

import asyncio
import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
"""NIST SP 800-63B, section 5.1.1, counts length, not kinds of characters."""
MAX_LENGTH = 256

# RFC 9106, section 4, second recommended option: 3 passes, 64 MiB, 4 lanes.
HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4, hash_len=32, salt_len=16)
DUMMY_HASH = "$".join(
    (
        "$argon2id$v=19",
        f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}",
        *(b64encode(bytes(size)).decode().rstrip("=") for size in (HASHER.salt_len, HASHER.hash_len)),
    )
)
"""Verified for an unknown user, so that the response time does not reveal that the user is unknown; not a secret.

The parameters determine the work, not the hash itself (PHC string format).
"""
UNAMBIGUOUS_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without characters that are easily confused


def random_password() -> str:
    """Return 16 random letters and digits (about 79 bits) that are easy to read aloud and type."""
    return "".join(secrets.choice(UNAMBIGUOUS_CHARACTERS) for _ in range(16))


def temporary_password() -> str:
    """Return a random password in groups of four."""
    made = random_password()
    return "-".join(made[begin : begin + 4] for begin in range(0, len(made), 4))


async def hash_password(password: str) -> str:
    """Return the encoded hash, with its parameters and salt."""
    return await asyncio.to_thread(HASHER.hash, password)


async def verify_password(encoded: str | None, password: str) -> bool:
    """Return whether a password matches a hash; None costs the same work and never matches."""
    matches = await asyncio.to_thread(_verify, encoded or DUMMY_HASH, password)
    return matches and encoded is not None


def needs_rehash(encoded: str) -> bool:
    """Return whether the hash was made with other parameters than the current ones."""
    return HASHER.check_needs_rehash(encoded)


def _verify(encoded: str, password: str) -> bool:
    try:
        return HASHER.verify(encoded, password)
    except (VerificationError, InvalidHashError):
        return False
