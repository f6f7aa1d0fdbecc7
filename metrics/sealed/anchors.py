"""Anchors: heads of the chain that another party kept, to compare with a sealed period. Pure.

Owns their notation, ``SEQ:HASH``, and how to find them in any text: a copied line, the saved mail of a day, the list
from the API.
"""

import re
from typing import Final

from eventlog.journal.chain import ChainLink
from metrics.sealed.errors import AnchorUnreadable

_WRITTEN: Final = re.compile(r"(?<![0-9A-Za-z])([0-9]{1,18}):([0-9a-f]{64})(?![0-9A-Za-z])")
_SOFT_BREAK: Final = re.compile(r"=\r?\n")
"""Soft line break of quoted-printable (RFC 2045, section 6.7), in a mail saved without decoding."""


def format_anchor(link: ChainLink) -> str:
    """Format a head of the chain as people keep it."""
    return f"{link.seq}:{link.hash.hex()}"


def read_anchors(text: str) -> tuple[ChainLink, ...]:
    """Find every anchor in a text, ordered by number and without duplicates.

    Raises:
        AnchorUnreadable: the text holds none.
    """
    pairs = _WRITTEN.findall(_SOFT_BREAK.sub("", text))
    if not pairs:
        raise AnchorUnreadable(
            "Ahí no hay ninguna cabeza de la cadena: se escribe NÚMERO:HUELLA, con los 64 dígitos de la huella."
        )
    links = {ChainLink(int(seq), bytes.fromhex(hash_)) for seq, hash_ in pairs}
    return tuple(sorted(links, key=lambda link: (link.seq, link.hash)))
