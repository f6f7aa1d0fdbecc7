"""The voice menu: its levels and what each key leads to. Pure."""

from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import KEY_PATTERN, HeadStart, Id, Name


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """What a key of a menu leads to: exactly one of menu, queue or information.

    Attributes:
        label: for people, in Spanish.
        menu: id of the next menu.
        queue: id of the queue to wait in.
        information: id of a prompt to hear, after which the call says goodbye and ends as self served.
        head_start_s: how much earlier than it came the call is taken to have come, beside what its line gives.
    """

    label: Name
    menu: Id | None = None
    queue: Id | None = None
    information: Id | None = None
    head_start_s: HeadStart = 0


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """One level of the voice menu.

    Attributes:
        prompt: id of the prompt that reads the options.
        options: by key (one digit or ``*``).
        fallback_queue: where silence or wrong keys lead after the retries: an advisor, never a dead end.
        retries: how many times silence or a wrong key is forgiven.
        silence_prompt: said before the menu is read again after silence.
        wrong_key_prompt: said before the menu is read again after a wrong key.
        fallback_prompt: said before the fallback queue.
        first_digit_s: seconds of silence allowed after the prompt.
    """

    id: Id
    prompt: Id
    options: dict[Annotated[str, Meta(pattern=KEY_PATTERN)], Option]
    fallback_queue: Id
    retries: Annotated[int, Meta(ge=0, le=5)] = 2
    silence_prompt: Id
    wrong_key_prompt: Id
    fallback_prompt: Id
    first_digit_s: Annotated[float, Meta(ge=1, le=30)] = 5.0
