"""How callers who asked for it are called back, as the site says it. Pure.

Owns the shape, the bounds and the checks of these fields. Which numbers may be dialled is
`config.site.calls.dialling`'s.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import NUMBER_ADDRESS_PATTERN, Id
from config.schema.reader import Reader
from config.site.calls.dialling import CallBackCaps, DiallingPlan, check_plan
from config.site.calls.prompts import check_prompt_id

CallBackSentence = Literal["offer", "ask", "heard", "confirm", "again", "refused", "give_up", "open", "capped"]
"""What is said where the caller's number must be asked for, or nobody can be called back; see `ivr.phrases`."""


class CallBacks(msgspec.Struct, frozen=True, kw_only=True):
    """How callers who asked for it are called back.

    Attributes:
        calendar: id of the calendar whose hours are those in which we call (Ley 2300 de 2023, art. 3).
        attempts: how many times a caller is dialled at most.
        retry_minutes: how long after an attempt in vain the next one may follow.
        expires_hours: how long after it was asked for a call-back is given up.
        ring_s: how long the caller's phone rings.
        address: where a number is reached, with ``{number}`` in the place of the digits.
        offer_prompt: offers it, and says that 1 accepts.
        promise_prompt: said when the caller accepted.
        advisor_prompt: said to the advisor who picked up, before the caller is dialled.
        plan: which numbers may be called back.
        caps: how many call-backs may be promised.
        sentences: ids of prompts that are said in the place of those that come with Atención.
    """

    calendar: Id
    attempts: Annotated[int, Meta(ge=1, le=10)] = 3
    retry_minutes: Annotated[int, Meta(ge=1, le=1440)] = 30
    expires_hours: Annotated[int, Meta(ge=1, le=720)] = 48
    ring_s: Annotated[int, Meta(ge=10, le=120)] = 30
    address: Annotated[str, Meta(pattern=NUMBER_ADDRESS_PATTERN)]
    offer_prompt: Id
    promise_prompt: Id
    advisor_prompt: Id
    plan: DiallingPlan = DiallingPlan()
    caps: CallBackCaps = CallBackCaps()
    sentences: dict[CallBackSentence, Id] = {}

    def sentence_prompt(self, sentence: CallBackSentence) -> str:
        """Return the key of a sentence: the site's prompt, or the one that comes with Atención."""
        return self.sentences.get(sentence, f"devolucion.{sentence}")

    @property
    def lifetime(self) -> timedelta:
        """How long after it was asked for a call-back is given up."""
        return timedelta(hours=self.expires_hours)

    @property
    def retry_delay(self) -> timedelta:
        """How long after an attempt in vain the next one may follow."""
        return timedelta(minutes=self.retry_minutes)


def check_call_backs(call_backs: CallBacks, prompts: Collection[str], reader: Reader) -> None:
    """Check that the plan of call-backs allows a number, and that its sentences are prompts.

    Args:
        call_backs: as the site says them.
        prompts: ids that prompts.yaml names.
        reader: gathers the complaints.
    """
    check_plan(call_backs.plan, ("call_backs", "plan"), reader)
    for sentence, prompt in call_backs.sentences.items():
        check_prompt_id(prompt, prompts, ("call_backs", "sentences", sentence), reader)
