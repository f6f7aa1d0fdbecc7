"""Who an opaque reference of a call stands for: the number, wherever it is kept at the moment.

Owns the order of looking: Valkey, where it waits for the recorder, and then person_data; the recorder goes the other
way round, so that it is always in one of them. It must not show anything: masking is for whoever does.
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
    """The numbers that opaque references of calls stand for.

    Args:
        engine: of PostgreSQL.
        redis: of Valkey.
        cipher: of personal data.
        campaign: whose calls.
    """

    def __init__(self, engine: AsyncEngine, redis: Redis, cipher: FieldCipher, campaign: str) -> None:
        self._engine, self._redis, self._cipher, self._campaign = engine, redis, cipher, campaign

    async def find_all(self, refs: Iterable[str]) -> dict[str, str]:
        """Return the numbers that some references stand for; those hidden, erased or unknown are missing.

        Args:
            refs: references into person_data; empty ones stand for no number.
        """
        unique_refs = sorted({ref for ref in refs if ref})
        if not unique_refs:
            return {}
        encoded_by_ref = await Stream(self._redis, self._campaign).read_people(unique_refs)
        numbers = {ref: decrypt_datum(encoded, ref, self._cipher).value for ref, encoded in encoded_by_ref.items()}
        if missing := [ref for ref in unique_refs if ref not in numbers]:
            numbers |= await person_data.read_values(self._engine, missing, self._cipher)
        return numbers

    async def find_displayed(self, refs: Iterable[str]) -> dict[str, str]:
        """Return the numbers that some references stand for, and the notice for those that were erased.

        What it returns is shown to people; who dials or compares a number asks `find_all`.
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
        """Return the number that a reference stands for; empty when it is hidden, erased or unknown."""
        return (await self.find_all([ref])).get(ref, "")


def caller_numbers_of(context: ApiContext) -> CallerNumberReader:
    """Return the numbers of the callers of an application's campaign."""
    return CallerNumberReader(context.engine, context.redis, context.cipher, context.campaign)
