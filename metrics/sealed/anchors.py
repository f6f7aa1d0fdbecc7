"""Anchors: heads of the chain that somebody else kept, to hold a sealed period against. Pure.

Owns how they are written, ``SEQ:HASH``, and how they are found in whatever text holds them: a line that was copied, the
mail of a day as it was saved, the list that the API gives.
"""

import re
from typing import Final

from eventlog.journal.chain import Link
from metrics.sealed.errors import AnchorUnreadable

_WRITTEN: Final = re.compile(r"(?<![0-9A-Za-z])([0-9]{1,18}):([0-9a-f]{64})(?![0-9A-Za-z])")
_SOFT_BREAK: Final = re.compile(r"=\r?\n")
"""Of quoted-printable (RFC 2045, section 6.7), within a mail that was saved as it came."""


def format_anchor(link: Link) -> str:
    """A head of the chain as people keep it."""
    return f"{link.seq}:{link.hash.hex()}"


def read_anchors(text: str) -> tuple[Link, ...]:
    """Every anchor that a text holds, by number; one that stands there twice counts once.

    Raises:
        AnchorUnreadable: there is none.
    """
    pairs = _WRITTEN.findall(_SOFT_BREAK.sub("", text))
    if not pairs:
        raise AnchorUnreadable(
            "Ahí no hay ninguna cabeza de la cadena: se escribe NÚMERO:HUELLA, con los 64 dígitos de la huella."
        )
    links = {Link(int(seq), bytes.fromhex(hash_)) for seq, hash_ in pairs}
    return tuple(sorted(links, key=lambda link: (link.seq, link.hash)))
