"""One answer for several tickets that repeat the same petition, sent in one transaction, and undone in one.

Owns which tickets take part. Each ticket keeps its own history, number and petitioner: each petitioner gets the answer
about their own filing number, and learns of no other one. Files belong to one ticket, so a joint answer has none.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.context import ApiContext
from agent_api.tickets import history_store, store
from agent_api.tickets.domain import steps
from agent_api.tickets.domain.ticket import Actor
from agent_api.tickets.links.problems import JointAnswerNotPossible
from agent_api.tickets.links.schemas import JointTicket
from agent_api.tickets.links.service import duplicates_of, joint_refusal
from agent_api.tickets.queries.filters import Visibility
from agent_api.tickets.queries.visibility import find_ticket
from agent_api.tickets.store import FiledTicket


async def find_joint(context: ApiContext, visibility: Visibility, joint: Sequence[JointTicket]) -> dict[str, int]:
    """Return the tickets of a request by number, with the version that the client read.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
    """
    found = [await find_ticket(context.engine, context.campaign, each.number, visibility) for each in joint]
    return {each.number: wanted.version for each, wanted in zip(found, joint, strict=True)}


async def joint_of_last_sending(connection: AsyncConnection, campaign: str, number: str) -> tuple[str, ...]:
    """Return the numbers of the tickets that the last sending of a ticket's answer also answered."""
    last = await history_store.last_step(connection, campaign, number, steps.Send)
    return tuple(last.joint.split(",")) if isinstance(last, steps.Send) and last.joint else ()


async def was_sent_with(connection: AsyncConnection, campaign: str, other: FiledTicket, number: str) -> bool:
    """Return whether the answer that a ticket is sending now was sent with the ticket ``number``, and not again."""
    if other.state != "sending":
        return False
    last = await history_store.last_step(connection, campaign, other.number, steps.Send)
    return isinstance(last, steps.Send) and last.joint_with == number


async def lock_tickets(connection: AsyncConnection, campaign: str, numbers: Iterable[str]) -> dict[str, FiledTicket]:
    """Lock several tickets in the order of their numbers, so that two requests never wait for each other."""
    locked = {}
    for number in sorted(set(numbers)):
        filed = await store.lock_ticket(connection, campaign, number)
        if filed is not None:
            locked[number] = filed
    return locked


async def check_joint(
    connection: AsyncConnection,
    context: ApiContext,
    filed: FiledTicket,
    others: Sequence[FiledTicket],
    *,
    versions: Mapping[str, int],
    actor: Actor,
    today: date,
) -> None:
    """Check that other tickets can get the answer of a ticket.

    ``filed`` is the ticket whose answer is sent, with its chosen files; the others are locked.

    Raises:
        JointAnswerNotPossible: one of them cannot, or the answer has files.
    """
    duplicates = await duplicates_of(connection, context.campaign, filed.number)
    for other in others:
        if filed.answer_attachments:
            raise JointAnswerNotPossible(other.number, "La respuesta lleva archivos, y cada uno es de un solo ticket.")
        if other.number not in duplicates:
            raise JointAnswerNotPossible(other.number, "Vincúlelos primero: uno repite la petición del otro.")
        if other.version != versions[other.number]:
            raise JointAnswerNotPossible(other.number, "Otra persona lo cambió mientras tanto: vuelva a leerlo.")
        if refused := joint_refusal(other, actor, today):
            raise JointAnswerNotPossible(other.number, refused)
