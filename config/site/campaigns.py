"""The other campaigns that calls are transferred to, or come from. Pure.

Owns their shape, bounds and checks.
"""

from collections.abc import Iterable

import msgspec

from config.schema.fields import Id, Name
from config.schema.reader import Reader


class OtherCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """Another campaign: calls may be sent on to it, or come from it.

    Attributes:
        name: for people, in Spanish.
        line: id of the line, of that campaign's own site, in which it counts the calls that it receives from here;
            None where no call is sent.
        queues: names for people of its queues that a call may be sent to, by their ids there.
    """

    id: Id
    name: Name
    line: Id | None = None
    queues: dict[Id, Name] = {}


def check_campaigns(campaigns: Iterable[OtherCampaign], own: str, reader: Reader) -> None:
    """Check that none is the site's own, and that each that receives calls names the line that counts them.

    Args:
        campaigns: the other ones.
        own: the site's, empty if it is not readable.
        reader: gathers the complaints.
    """
    for other in campaigns:
        path = ("campaigns", other.id)
        if other.id == own:
            reader.complain(path, "es la campaña de este mismo sitio; deje solo las otras")
        if other.queues and other.line is None:
            text = "falta «line», la línea de esa campaña en la que se cuentan las llamadas que se le pasan"
            reader.complain(path, text)
