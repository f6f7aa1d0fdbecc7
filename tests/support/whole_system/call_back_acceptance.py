"""The caller's acceptance of a call-back: one key, or also the number by keys if no listed trunk sends it."""

import asyncio
from contextlib import suppress

from tests.support.sip.sip_phone import SipPhone

READ_BACK_TIMEOUT_S = 40.0


async def accept_call_back(phone: SipPhone, number: str) -> None:
    """Accept the current offer of a call-back, and wait for the end of the call."""
    await phone.press("1")
    with suppress(TimeoutError):
        await asyncio.wait_for(phone.over.wait(), 3.0)
        return
    await phone.press(f"{number}#")
    async with asyncio.timeout(READ_BACK_TIMEOUT_S):
        while not phone.over.is_set():
            await asyncio.sleep(2.0)
            if not phone.over.is_set():
                await phone.press("1")
