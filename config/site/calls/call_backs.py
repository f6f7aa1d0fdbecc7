"""How callers are called back; `config.site.calls.dialling` decides which numbers may be dialled. Pure."""

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
"""Sentences of the call-back dialogue, from the offer and the request for a number to a refusal; see `ivr.phrases`."""


class CallBacks(msgspec.Struct, frozen=True, kw_only=True):
    """How callers who asked for it are called back.

    Attributes:
        calendar: id of the calendar of the hours for calls (Ley 2300 de 2023, art. 3).
        ring_s: how long the caller's phone rings.
        address: SIP URI with ``{number}`` in the place of the digits.
        offer_prompt: offers a call-back, and says that 1 accepts.
        advisor_prompt: played to the advisor who picks up, before the caller is dialled.
        sentences: prompts that replace those of Atención, by sentence.
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
        """Return the key of a sentence: the site's prompt, or Atención's own."""
        return self.sentences.get(sentence, f"devolucion.{sentence}")

    @property
    def lifetime(self) -> timedelta:
        """Lifetime of a call-back, from its request."""
        return timedelta(hours=self.expires_hours)

    @property
    def retry_delay(self) -> timedelta:
        """Minimum delay after a failed attempt."""
        return timedelta(minutes=self.retry_minutes)


def check_call_backs(call_backs: CallBacks, prompts: Collection[str], reader: Reader) -> None:
    """Check that the dialling plan allows a number, and that the sentences are prompts."""
    check_plan(call_backs.plan, ("call_backs", "plan"), reader)
    for sentence, prompt in call_backs.sentences.items():
        check_prompt_id(prompt, prompts, ("call_backs", "sentences", sentence), reader)
