"""Sentences of facts that no single noun owns. Pure."""

from typing import Final

from agent_api.timeline import contract, post_call, recording, routing, supervision, traffic
from agent_api.timeline.registry import SentenceTable, join_tables

SENTENCES: Final[SentenceTable] = join_tables(
    each.SENTENCES for each in (contract, post_call, recording, routing, supervision, traffic)
)
