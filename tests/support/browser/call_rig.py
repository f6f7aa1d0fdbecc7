"""The house around the desk: who calls, what the log says of it, and that everybody goes home.

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
"""The key of the menu that leads to each of them alone."""
IN_THE_MENU = stay(2.5)


async def keep_sample_advisors_away(system: System) -> None:
    """Let the sample advisors know that these are persons, and leave them off duty."""
    await asyncio.gather(*(_keep_sample_advisor_away(system, person) for person in HUMAN_ADVISORS))


async def _keep_sample_advisor_away(system: System, person: str) -> None:
    await asyncio.to_thread(sign_in_for_token, system.web, person)
    async with system.router() as router:

        async def left_alone() -> bool:
            await router.go_offline(person)
            await asyncio.sleep(2.5)  # the samples look once a second
            return await router.advisor_state(person) == "offline"

        await wait_until(left_alone, 60.0)


class CallRig:
    """One test's callers.

    Args:
        system: whom they call.
        sipp: who they are.
    """

    def __init__(self, system: System, sipp: Sipp) -> None:
        self._system, self._sipp = system, sipp
        self._phones: list[ScriptedAdvisor] = []

    async def caller(self, key: str, *then: SippStep | str, line: str = "bogota") -> SippRun:
        """A known customer calls, presses a key in the menu, and goes on; by default until we hang up."""
        steps: tuple[SippStep | str, ...] = ("invite", "answered", IN_THE_MENU, press(key), *(then or ("hung_up",)))
        return await self._sipp.caller(self._system.sip_port, line, *steps, echoes=True)

    async def slow_phone(self, seconds: float) -> str:
        """The address of an advisor's phone that rings for a while before it is answered."""
        phone = ScriptedAdvisor(
            Softphone(user="lento", voice=tone(1370, 1.0)), lambda: AnswerBehaviour(ringing_s=seconds)
        )
        await phone.start()
        self._phones.append(phone)
        return phone.uri

    async def wait_until_available(self, sample: str) -> None:
        """Return when a sample advisor is free: rests, and calls that an earlier test left, end by chance."""
        async with self._system.router() as router:

            async def is_free() -> bool:
                return await router.advisor_state(sample) == "available"

            await wait_until(is_free, 90.0)

    async def timeline(self, call: str, last: str) -> "CallTimeline":
        """The call's timeline, when a kind of fact is in it."""

        async def has_last_fact() -> bool:
            return last in (await self._timeline_now(call)).kinds

        await wait_until(has_last_fact, 20.0)
        return await self._timeline_now(call)

    async def end_all_calls(self) -> None:
        """Everybody hangs up and leaves."""
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
        """When the first of a kind happened."""
        return datetime.fromisoformat(self._facts[self.kinds.index(kind)]["at"])

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """All of a kind."""
        return [dict(happening["fact"]) for happening in self._facts if happening["fact"]["type"] == kind]

    def has_in_order(self, *kinds: str) -> bool:
        """Whether facts of these kinds are in it, in this order, whatever else is between."""
        facts = iter(self.kinds)
        return all(kind in facts for kind in kinds)
