"""Types of the ids in forms and URLs, with the characters that each may have, and of values that are in both."""

from typing import Annotated

from pydantic import BeforeValidator, Field


def _refuse_number(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("Escriba true o false.")
    return value


def _refuse_flag(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("Escriba un número.")
    return value


SiteId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The id of a line, a queue or another entry of the site folder."""
CallId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Flag = Annotated[bool, BeforeValidator(_refuse_number)]
"""true or false; in JSON, a number is neither."""
WholeNumber = Annotated[int, BeforeValidator(_refuse_flag)]
"""An integer; in JSON, true and false are none."""
