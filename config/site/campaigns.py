"""The other campaigns that calls are transferred to, or come from. Pure."""

import msgspec

from config.schema.fields import Id, Name


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
