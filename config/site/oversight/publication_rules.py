"""How changes of the site are published, and the number at which a draft can be called, as the site says. Pure.

Owns the shape of `publishing.yaml`. `agent_api.site_admin.drafts` applies it to drafts, `calls.draft_call` to calls.
"""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from config.schema.fields import NUMBER_PATTERN
from config.schema.reader import Reader
from config.site.calls.lines import Line

DRAFT_LINE: Final = "linea_del_borrador"
"""Id under which a gateway knows the test number; no line of a site has it."""


class Publishing(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of publications.

    Attributes:
        two_persons: one person asks for the publication of a draft, and another one approves it.
        test_number: user part that people dial to hear a draft; None: drafts cannot be called.
        test_number_minutes: how long a draft stays at the number after a person opened it.
    """

    two_persons: bool = False
    test_number: Annotated[str, Meta(pattern=NUMBER_PATTERN)] | None = None
    test_number_minutes: Annotated[int, Meta(ge=5, le=240)] = 30


def check_publishing(rules: Publishing | None, lines: Mapping[str, Line], reader: Reader) -> None:
    """Complain about a test number of a line, and about a line with the id of the test number."""
    if DRAFT_LINE in lines:
        reader.complain(("lines", DRAFT_LINE), "ese nombre es el del número de prueba; dé otro a la línea")
    if rules is None or rules.test_number is None:
        return
    owner = next((line.id for line in lines.values() if rules.test_number in line.numbers), None)
    if owner is not None:
        text = f"el número «{rules.test_number}» es de la línea «{owner}»; ponga uno que no sea de ninguna"
        reader.complain(("publishing", "test_number"), text)
