"""Weak passwords: common ones, repeats, sequences, and words about the user.

Owns the threshold and our own word list. NIST SP 800-63B, section 5.1.1.2, requires the comparison; the lists are those
of zxcvbn, so no password leaves the machine.
"""

import asyncio
from collections.abc import Iterable

from agent_api.kit.errors import BadQuery

MIN_GUESSES = 10**10
"""Minimum number of guesses of an accepted password: the threshold of zxcvbn's highest score."""
_LONGEST = 72
"""Number of leading characters to check; zxcvbn accepts no more."""
_SEPARATORS = str.maketrans("._-", "   ")
_OWN_WORDS = (
    *("atencion", "contraseña", "contrasena", "clave", "secreta", "usuario", "administrador", "asesor", "supervisor"),
    *("coordinador", "interventoria", "colombia", "bogota", "icetex", "entidad", "temporal", "cambiar", "bienvenido"),
)


class PasswordKnown(BadQuery):
    """The password is easy to guess."""

    status = 422
    code = "password_known"

    def __init__(self, field: str) -> None:
        super().__init__(
            field, "Es una contraseña muy conocida o fácil de adivinar. Escriba otra: una frase corta sirve."
        )


async def refuse_guessable(password: str, field: str, user_texts: Iterable[str]) -> None:
    """Raise if a password is easy to guess, or made of words from `user_texts`.

    Raises:
        PasswordKnown: names the request's field.
    """
    parts = [text.translate(_SEPARATORS).split() for text in user_texts]
    words = {word for part in parts for word in (*part, "".join(part))}
    if await asyncio.to_thread(_estimate_guesses, password, sorted(words)) < MIN_GUESSES:
        raise PasswordKnown(field)


def _estimate_guesses(password: str, words: list[str]) -> float:
    from zxcvbn import zxcvbn  # 15 MB of lists; only processes that change passwords load them

    return float(zxcvbn(password[:_LONGEST], user_inputs=[*_OWN_WORDS, *words])["guesses"])
