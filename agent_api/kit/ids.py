"""Types of the ids in forms and URLs, with the characters that each may have."""

from typing import Annotated

from pydantic import Field

SiteId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The id of a line, a queue or another entry of the site folder."""
CallId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
