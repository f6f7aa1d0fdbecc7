"""A novelty as a report shows it: names instead of ids, and its value. Pure."""

import msgspec

from agent_api.large_clients.novelties.domain.state_machine import Novelty
from eventlog.facts.large_client import NoveltyKind


class NoveltyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A novelty of a report; ``kind`` is the id for counts, the other texts are names for people."""

    id: str
    client: str
    channel: str
    source: str
    kind: NoveltyKind
    kind_name: str
    state_name: str
    description: str
    novelty: Novelty
