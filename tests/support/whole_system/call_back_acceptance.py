"""The caller's acceptance of a call-back: one key, or also the number by keys if no listed trunk sends it."""

import asyncio
import time

from calls.call import decode
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.system import System

_DIALOGUE_TIMEOUT_S = 90.0
_REPEAT_S = {"offer": 2.0, "number": 8.0, "confirm": 2.0}
"""Seconds after which the keys of a step are pressed again: they may have come just before it could take them."""


async def accept_call_back(system: System, phone: SipPhone, number: str) -> None:
    """Wait for the offer of a call-back, accept it, and wait for the end of the call; no other may be offered one."""
    keys = {"offer": "1", "number": f"{number}#", "confirm": "1"}
    pressed: dict[str, float] = {}
    async with asyncio.timeout(_DIALOGUE_TIMEOUT_S):
        while not phone.over.is_set():
            step = await _step(system)
            if step and time.monotonic() - pressed.get(step, 0.0) > _REPEAT_S[step]:
                pressed[step] = time.monotonic()
                await phone.press(keys[step])
            await asyncio.sleep(0.1)


async def _step(system: System) -> str:
    """Return the step of the dialogue that awaits the caller's keys; empty if none does."""
    async with system.router() as router:
        for call_id in (await router.floor()).calls:
            loaded = await router.load(call_id)
            call = decode(loaded.state) if loaded.version else None
            if call is not None and call.callback_offer_reason:
                step = call.number_entry.step if call.number_entry else "offer"
                return step if step in _REPEAT_S else ""
    return ""
