"""What tickets tell the world, in the transaction of the step that decides it: the moments, one function each.

Owns when something is told, and to whom it is about. What is written, by mail or as a letter, is filled in here by
whoever owns those: each function is called after the ticket, its entry and its facts are written, on the same
connection, so that what is posted goes out if all of it is committed, and only then. An error undoes the step.
"""

from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.deps import Deps
from agent_api.tickets.store import Filed

Matter = Literal["extended", "completion_asked", "transferred", "withdrawn"]
"""What a petitioner is told on the way: the term was extended (text: the reasons), something is missing (what), another
authority is competent (which, and why), the petition is withdrawn (the reasoned act)."""


async def on_filed(connection: AsyncConnection, deps: Deps, filed: Filed, *, actor: str, now: datetime) -> None:
    """A petition was filed (A9): the petitioner gets number and last day.

    Args:
        connection: within the transaction that files it.
        deps: of the API: site, sealer.
        filed: the ticket as stored; e-mail and address are sealed, empty where there is none.
        actor: who filed it, as facts name them.
        now: aware.
    """


async def on_escalated(connection: AsyncConnection, deps: Deps, filed: Filed, *, actor: str, now: datetime) -> None:
    """A ticket has come to somebody else: its owner, or the inbox of its tier or area where it has none (A10 to A18).

    Called at each escalation, each sending back, each giving back, and each assignment.

    Args:
        connection: within the transaction of the step.
        deps: of the API.
        filed: the ticket as it is now: ``tier``, ``owner``, ``area``, ``due_on``.
        actor: who did it.
        now: aware.
    """


async def on_answer(
    connection: AsyncConnection, deps: Deps, filed: Filed, answer: str, *, actor: str, now: datetime
) -> None:
    """The answer goes out (A12, A20): by mail, or as a letter to who has no e-mail.

    The ticket is ``sending`` until `agent_api.tickets.delivery.mail_accepted` is called; `mail_returned` gives it back.

    Args:
        connection: within the transaction of the step.
        deps: of the API.
        filed: the ticket as it is now.
        answer: its text, in the clear.
        actor: who let it out.
        now: aware.
    """


async def on_matter(
    connection: AsyncConnection, deps: Deps, filed: Filed, matter: Matter, text: str, *, actor: str, now: datetime
) -> None:
    """The petitioner is told of something on the way that the law wants told.

    Args:
        connection: within the transaction of the step.
        deps: of the API.
        filed: the ticket as it is now; ``due_on`` is the new day.
        matter: what.
        text: what the official wrote to them.
        actor: who decided it.
        now: aware.
    """
