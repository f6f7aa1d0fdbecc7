"""The other campaigns that calls are transferred to, or come from. Pure."""

from collections.abc import Iterable

import msgspec

from config.schema.fields import Id, Name
from config.schema.reader import Reader


class OtherCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """Another campaign, to which calls may be transferred or from which they may come.

    Attributes:
        line: id of the line, in that campaign's site, that counts the calls received from here; None if no call is
            sent.
        queues: names of its queues that may receive a call, by their ids there.
    """

    id: Id
    name: Name
    line: Id | None = None
    queues: dict[Id, Name] = {}


def check_campaigns(campaigns: Iterable[OtherCampaign], own: str, reader: Reader) -> None:
    """Check that no campaign is the site's own, and that each receiving one names the line that counts calls."""
    for other in campaigns:
        path = ("campaigns", other.id)
        if other.id == own:
            reader.complain(path, "es la campaña de este mismo sitio; deje solo las otras")
        if other.queues and other.line is None:
            text = "falta «line», la línea de esa campaña en la que se cuentan las llamadas que se le pasan"
            reader.complain(path, text)
