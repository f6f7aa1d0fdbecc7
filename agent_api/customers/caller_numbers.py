"""Phone numbers of callers by the opaque reference in a call.

Owns the look-up order: first Valkey, where a number waits for the recorder, then person_data. The recorder writes the
second before it deletes from the first, so one of them always has it. It must not mask: the presenter does.
"""

from collections.abc import Iterable

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers.domain.erasure_notice import erasure_notice
from agent_api.kit.context import ApiContext
from eventlog import person_data
from eventlog.person_cipher import decrypt_datum
from eventlog.stream import Stream
from storage.encryption.field_cipher import FieldCipher


class CallerNumberReader:
    """Reads the numbers of a campaign's callers from Valkey and PostgreSQL."""

    def __init__(self, engine: AsyncEngine, redis: Redis, cipher: FieldCipher, campaign: str) -> None:
        self._engine, self._redis, self._cipher, self._campaign = engine, redis, cipher, campaign

    async def find_all(self, refs: Iterable[str]) -> dict[str, str]:
        """Return the numbers by reference; hidden, erased and unknown ones are missing."""
        unique_refs = sorted({ref for ref in refs if ref})
        if not unique_refs:
            return {}
        encoded_by_ref = await Stream(self._redis, self._campaign).read_people(unique_refs)
        numbers = {ref: decrypt_datum(encoded, ref, self._cipher).value for ref, encoded in encoded_by_ref.items()}
        if missing := [ref for ref in unique_refs if ref not in numbers]:
            numbers |= await person_data.read_values(self._engine, missing, self._cipher)
        return numbers

    async def find_displayed(self, refs: Iterable[str]) -> dict[str, str]:
        """Return the text to display by reference: the number, or the notice that it was erased.

        To dial or compare numbers, use `find_all`.
        """
        unique_refs = {ref for ref in refs if ref}
        numbers = await self.find_all(unique_refs)
        if missing := sorted(unique_refs - numbers.keys()):
            numbers |= {
                ref: erasure_notice(act)
                for ref, act in (await person_data.read_erasure_acts(self._engine, missing)).items()
            }
        return numbers

    async def find(self, ref: str) -> str:
        """Return a reference's number; empty if it is hidden, erased or unknown."""
        return (await self.find_all([ref])).get(ref, "")


def caller_numbers_of(context: ApiContext) -> CallerNumberReader:
    """Build the reader of callers' numbers of an application's campaign."""
    return CallerNumberReader(context.engine, context.redis, context.cipher, context.campaign)
