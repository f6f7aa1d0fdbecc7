"""Handlers that nouns register for lower nouns, and the services that each process has once."""

from collections.abc import Mapping
from typing import Any, Final

from agent_api.access.limits.hashing_queue import HashingQueue
from agent_api.advisors.presence import go_off_duty_after_sign_out
from agent_api.app.timeline import sentence
from agent_api.kit.ports.handlers import Handlers
from agent_api.large_clients.register.queries import list_active_clients
from agent_api.lookups.client import LookupClient
from agent_api.quality.coaching.proposals import follow_signed_round
from agent_api.tickets import store as tickets
from agent_api.training.standings import restrict_queues
from agent_api.voice_messages.queries import recordings_attended_with
from config.lookup_environment import LookupEnvironment

HANDLERS: Final = Handlers(
    sentence=sentence,
    customer_tickets=tickets,
    recordings_attended_with=recordings_attended_with,
    after_sign_out=go_off_duty_after_sign_out,
    after_evaluation_signed=follow_signed_round,
    large_clients=list_active_clients,
    queue_restrictions=restrict_queues,
)


def build_services(lookups: LookupEnvironment) -> Mapping[type[Any], Any]:
    """Build the services that a process has once, by their class."""
    return {HashingQueue: HashingQueue(), LookupClient: LookupClient(lookups)}
