"""Callers and advisors around the desk: the calls, their timelines, and the clean-up after a test.

Owns callers and the state of advisors seen from outside the browser. It must not know any screen.
"""

import asyncio
from datetime import datetime
from typing import Any

from telephony.softphone.behaviour import AnswerBehaviour
from telephony.softphone.scripted_users import ScriptedAdvisor, Softphone
from tests.support.sip.call_audio import tone
from tests.support.sip.sipp import Sipp, SippRun, SippStep, press, stay
from tests.support.whole_system.system import System, sign_in_for_token, wait_until

HUMAN_ADVISORS = ("asesor1", "asesor2")
KEY_OF = {"asesor1": "1", "asesor2": "2"}
"""The menu key that leads to each advisor alone."""
IN_THE_MENU = stay(2.5)


async def keep_sample_advisors_away(system: System) -> None:
    """Keep the sample advisors from acting for these users, and leave the users off duty."""
    await asyncio.gather(*(_keep_sample_advisor_away(system, person) for person in HUMAN_ADVISORS))


async def _keep_sample_advisor_away(system: System, person: str) -> None:
    await asyncio.to_thread(sign_in_for_token, system.web, person)
    async with system.router() as router:

        async def left_alone() -> bool:
            await router.go_offline(person)
            await asyncio.sleep(2.5)  # the sample advisors look once a second
            return await router.advisor_state(person) == "offline"

        await wait_until(left_alone, 60.0)


class CallRig:
    """The callers of one test.

    Args:
        system: the system that they call.
        sipp: makes the callers.
    """

    def __init__(self, system: System, sipp: Sipp) -> None:
        self._system, self._sipp = system, sipp
        self._phones: list[ScriptedAdvisor] = []

    async def caller(self, key: str, *then: SippStep | str, line: str = "bogota") -> SippRun:
        """Call as a known customer, press a key in the menu and go on; by default until the system hangs up."""
        steps: tuple[SippStep | str, ...] = ("invite", "answered", IN_THE_MENU, press(key), *(then or ("hung_up",)))
        return await self._sipp.caller(self._system.sip_port, line, *steps, echoes=True)

    async def slow_phone(self, seconds: float) -> str:
        """Return the address of an advisor's phone that rings for some seconds before it answers."""
        phone = ScriptedAdvisor(
            Softphone(user="lento", voice=tone(1370, 1.0)), lambda: AnswerBehaviour(ringing_s=seconds)
        )
        await phone.start()
        self._phones.append(phone)
        return phone.uri

    async def wait_until_available(self, sample: str) -> None:
        """Wait until a sample advisor is free: breaks and calls of earlier tests end at random times."""
        async with self._system.router() as router:

            async def is_free() -> bool:
                return await router.advisor_state(sample) == "available"

            await wait_until(is_free, 90.0)

    async def timeline(self, call: str, last: str) -> "CallTimeline":
        """Return the call's timeline once it contains a kind of fact."""

        async def has_last_fact() -> bool:
            return last in (await self._timeline_now(call)).kinds

        await wait_until(has_last_fact, 20.0)
        return await self._timeline_now(call)

    async def end_all_calls(self) -> None:
        """End all calls and put the advisors off duty."""
        async with self._system.router() as router:
            for person in HUMAN_ADVISORS:

                async def is_off(person: str = person) -> bool:
                    state, call = await router.advisor_state(person), await router.current_call(person)
                    if state == "talking":
                        await router.request_advisor_action(call, person, "hang_up", f"settle-{call}")
                    await router.complete(person)
                    return await router.go_offline(person) == "offline"

                await wait_until(is_off, 60.0)
        for phone in self._phones:
            await phone.stop()
        await self._sipp.end()

    async def _timeline_now(self, call: str) -> "CallTimeline":
        return CallTimeline(await self._system.get(f"/api/v1/calls/{call}"))


class CallTimeline:
    """A call's timeline.

    Attributes:
        kinds: the kinds of its facts, in order.
    """

    def __init__(self, call_answer: dict[str, Any]) -> None:
        self._facts = call_answer["timeline"]
        self.kinds = [str(happening["fact"]["type"]) for happening in self._facts]

    def time_of(self, kind: str) -> datetime:
        """Return the time of the first fact of a kind."""
        return datetime.fromisoformat(self._facts[self.kinds.index(kind)]["at"])

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """Return all facts of a kind."""
        return [dict(happening["fact"]) for happening in self._facts if happening["fact"]["type"] == kind]

    def has_in_order(self, *kinds: str) -> bool:
        """Return whether the timeline contains these kinds in this order, with others between them or not."""
        facts = iter(self.kinds)
        return all(kind in facts for kind in kinds)
