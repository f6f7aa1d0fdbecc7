"""A caller forgotten, whole: what the reference of a call stands for, and every print of the same number beside it.

Owns which places those are (Ley 1581 de 2012, art. 8 e). What was filed stays: a petition is answered and kept by its
number, whoever made it, and its facts mean nobody any more. So does a customer who has that number in their record: it
is there because of a credit, not of a call, and as long as there is a duty towards them nobody's wish takes it away
(Decreto 1074 de 2015, art. 2.2.2.25.2.6); who wants another number there changes it.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets import store as tickets
from eventlog import person_data


async def erase_caller(connection: AsyncConnection, ref: str, at: datetime) -> bool:
    """Forget who called, wherever it is kept; all within the transaction, or nothing.

    The print is keyed and opens nothing, but whoever has the key and a number could still tell that it called.

    Args:
        connection: within a transaction.
        ref: the reference that the call's facts bear.
        at: when, aware.

    Returns:
        Whether there was something to forget.
    """
    erased = await person_data.erase(connection, ref, at)
    return await tickets.forget_caller(connection, ref) > 0 or erased
