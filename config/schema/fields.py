"""Types of the fields of a site: ids, names, numbers, addresses, each with its bounds. Pure."""

from typing import Annotated, Literal

from msgspec import Meta

ID_PATTERN = r"\A[a-z][a-z0-9_]{0,39}\Z"
USER_PATTERN = r"\A[a-z][a-z0-9._-]{1,39}\Z"
NUMBER_PATTERN = r"\A[A-Za-z0-9+*._-]{1,64}\Z"
KEY_PATTERN = r"\A[0-9*]\Z"
PHONE_PATTERN = r"\A\+[1-9][0-9]{7,14}\Z"
PREFIX_PATTERN = r"\A\+[1-9][0-9]{0,11}\Z"
ADDRESS_PATTERN = r"\Asips?:[^\s@]+(@[^\s@]+)?\Z"
EMAIL_PATTERN = r"\A[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z"
WEB_PATTERN = r"\Ahttps?://[^\s/?#]+(/[^\s?#]*)?\Z"
NUMBER_ADDRESS_PATTERN = r"\Asips?:[^\s@{}]*\{number\}[^\s@{}]*@[^\s@{}]+\Z"
ENTRY_PATTERN = r"\A(/[^\s{}]*|[A-Za-z_][A-Za-z0-9_]*|[A-Z0-9-]+(\([0-9,]+\))?)\Z"
POINTER_PATTERN = r"\A(/[^\s]*)?\Z"
TEMPLATE_PATTERN = r"\A/[^\s?#]*(\?[^\s#]*)?\Z"
TOPIC_PATTERN = r"\A[a-z0-9_]+(/[a-z0-9_]+){1,2}\Z"
HEADER_PATTERN = r"\A[A-Za-z][A-Za-z0-9-]{0,39}\Z"
TARGET_PATTERN = r"\A(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)\Z"
PART_PATTERN = r"\A([a-z][a-z0-9_]{0,39}|\{[a-z][a-z0-9_]{0,39}\})\Z"
PRESSED_PATTERN = r"\A[0-9*#]{1,20}\Z"
ANSWER_PATTERN = r"\A[a-z0-9_-]{1,40}\Z"
CALLER_PATTERN = r"\A\+?[0-9*#]{3,20}\Z"
SOUND_PATTERN = r"\A[a-z][a-z0-9_]{0,39}(\.[a-z0-9_]{1,20}){0,2}\Z"
FACT_PATTERN = r"\A[A-Z][A-Za-z]{2,60}\Z"
TEXT_NAME_PATTERN = r"\A[A-Za-z0-9ÁÉÍÓÚÜÑáéíóúüñ.&' -]{1,20}\Z"
COLOUR_PATTERN = r"\A#[0-9a-fA-F]{6}\Z"

Id = Annotated[str, Meta(pattern=ID_PATTERN)]
User = Annotated[str, Meta(pattern=USER_PATTERN)]
"""Sign-in name of a person."""
Name = Annotated[str, Meta(min_length=1, max_length=120)]
Spoken = Annotated[str, Meta(min_length=1, max_length=1200)]
Sentence = Annotated[str, Meta(min_length=1, max_length=240)]
Phone = Annotated[str, Meta(pattern=PHONE_PATTERN)]
Address = Annotated[str, Meta(pattern=ADDRESS_PATTERN)]
Colour = Annotated[str, Meta(pattern=COLOUR_PATTERN)]
TextName = Annotated[str, Meta(pattern=TEXT_NAME_PATTERN)]
"""Name in a text message: letters that 3GPP TS 23.038 has, some of them without their accent."""
Mailbox = Annotated[str, Meta(pattern=EMAIL_PATTERN)]
ContingencyMode = Literal["before", "instead"]
"""Before the greeting and the menu, or instead of them: then the call ends after the message."""
HeadStart = Annotated[int, Meta(ge=0, le=3600)]
Level = Annotated[int, Meta(ge=1, le=10)]
