"""Who an opaque reference of a call stands for: the number, wherever it is kept at the moment.

Owns the order of looking: Valkey, where it waits for the recorder, and then person_data; the recorder goes the other
way round, so that it is always in one of them. It must not show anything: masking is for whoever does.
"""

from collections.abc import Iterable

from agent_api.customers.domain.erasure_notice import erasure_notice
from agent_api.kit.context import ApiContext
from eventlog import person_data
from eventlog.person_cipher import decrypt_datum
from eventlog.stream import Stream


async def find_caller_numbers(context: ApiContext, refs: Iterable[str]) -> dict[str, str]:
    """The numbers that some references stand for; those hidden, erased or unknown are missing.

    Args:
        context: of the API.
        refs: references into person_data; empty ones stand for nobody.
    """
    wanted = sorted({ref for ref in refs if ref})
    if not wanted:
        return {}
    found = await Stream(context.redis, context.campaign).read_people(wanted)
    numbers = {ref: decrypt_datum(encoded, ref, context.cipher).value for ref, encoded in found.items()}
    if missing := [ref for ref in wanted if ref not in numbers]:
        numbers |= await person_data.read_values(context.engine, missing, context.cipher)
    return numbers


async def find_displayed_numbers(context: ApiContext, refs: Iterable[str]) -> dict[str, str]:
    """Return the numbers that some references stand for, and the notice for those that were erased.

    What it returns is shown to people; who dials or compares a number asks `find_caller_numbers`.
    """
    wanted = {ref for ref in refs if ref}
    numbers = await find_caller_numbers(context, wanted)
    if missing := sorted(wanted - numbers.keys()):
        numbers |= {
            ref: erasure_notice(act)
            for ref, act in (await person_data.read_erasure_acts(context.engine, missing)).items()
        }
    return numbers


async def find_caller_number(context: ApiContext, ref: str) -> str:
    """The number that a reference stands for; empty when it is hidden, erased or unknown."""
    return (await find_caller_numbers(context, [ref])).get(ref, "")
