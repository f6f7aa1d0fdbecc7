"""The seed of a draw, which neither the operator, the evaluators nor the oversight can choose alone. Pure.

The oversight cannot choose the head of the chain at the period's close. Those who append the last facts cannot choose
the number that the oversight commits to before the period and reveals after it. The caller checks these times.
"""

import hashlib
import re
from typing import Final, Literal

import msgspec

SeedCase = Literal["committed", "unrevealed", "head"]
"""The oversight revealed its number; it committed to one and did not reveal it; it committed to none."""
DIGITS: Final = 40
"""Digits of the number; a short one could be found by hashing all numbers."""
_HASH, _NUMBER = re.compile(r"[0-9a-f]{64}"), re.compile(rf"[0-9]{{{DIGITS}}}")


class SeedRefused(ValueError):
    """A seed cannot be derived; the text says why, in Spanish, and ``code`` names the reason."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Seed(msgspec.Struct, frozen=True, kw_only=True):
    """A seed and its sources: hashes of 64 hex digits, and the number; empty without a commitment."""

    case: SeedCase
    value: str
    head: str
    commitment: str = ""
    number: str = ""


def commit(number: str) -> str:
    """Return the commitment to a number of 40 digits: the SHA-256, hex, of its ASCII digits."""
    if not _NUMBER.fullmatch(number):
        raise SeedRefused("number_malformed", f"El número debe tener {DIGITS} cifras del 0 al 9, sin espacios.")
    return hashlib.sha256(number.encode()).hexdigest()


def derive_seed(head: str, *, commitment: str = "", number: str = "") -> Seed:
    """Derive the seed: the SHA-256, hex, of the text of head and number (104 bytes), or the head alone."""
    if not _HASH.fullmatch(head):
        raise SeedRefused("head_malformed", "La cabeza de la cadena debe tener 64 cifras hexadecimales en minúscula.")
    if commitment and not _HASH.fullmatch(commitment):
        raise SeedRefused("commitment_malformed", "El compromiso debe tener 64 cifras hexadecimales en minúscula.")
    if not number:
        return Seed(case="unrevealed" if commitment else "head", value=head, head=head, commitment=commitment)
    if not commitment:
        raise SeedRefused("number_uncommitted", "Ese número no se comprometió antes del período: no puede sortear.")
    if commit(number) != commitment:
        raise SeedRefused("number_mismatch", "El número no corresponde al compromiso: su SHA-256 es otro.")
    value = hashlib.sha256(f"{head}{number}".encode()).hexdigest()
    return Seed(case="committed", value=value, head=head, commitment=commitment, number=number)
