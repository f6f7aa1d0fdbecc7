"""Recordings of prompts and the choices among them. Owns the tables prompt_sound and prompt_choice."""

from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.prompts.domain.voice import ChoiceRow, SoundRow
from storage.errors import DatabaseRefused
from storage.tables import prompt_choice, prompt_sound

_sound, _choice = prompt_sound.c, prompt_choice.c
_SOUND_COLUMNS: Final = tuple(_sound[name] for name in SoundRow.__struct_fields__)
_CHOICE_COLUMNS: Final = tuple(_choice[name] for name in ChoiceRow.__struct_fields__)
_MOST_SOUNDS: Final = 50
"""The latest recordings of a prompt that are listed."""


async def add_sound(connection: AsyncConnection, campaign: str, row: SoundRow, wav: bytes) -> bool:
    """Insert a recording; return whether it is new."""
    values: dict[str, Any] = {"campaign": campaign, "wav": wav, **msgspec.structs.asdict(row)}
    added = await connection.execute(insert(prompt_sound).values(values).on_conflict_do_nothing())
    return added.rowcount == 1


async def find_sound(connection: AsyncConnection, campaign: str, prompt: str, digest: str) -> SoundRow | None:
    """Return a recording without its content, or None."""
    query = select(*_SOUND_COLUMNS).where(_sound.campaign == campaign, _sound.prompt == prompt, _sound.digest == digest)
    row = (await connection.execute(query)).mappings().one_or_none()
    return SoundRow(**row) if row else None


async def list_sounds(connection: AsyncConnection, campaign: str, prompt: str) -> list[SoundRow]:
    """Return the latest recordings of a prompt, the latest first."""
    query = select(*_SOUND_COLUMNS).where(_sound.campaign == campaign, _sound.prompt == prompt)
    rows = await connection.execute(query.order_by(_sound.stored_at.desc(), _sound.digest).limit(_MOST_SOUNDS))
    return [SoundRow(**row) for row in rows.mappings()]


async def read_wav(connection: AsyncConnection, campaign: str, prompt: str, digest: str) -> bytes:
    """Return the content of a recording.

    Raises:
        DatabaseRefused: there is none.
    """
    query = select(_sound.wav).where(_sound.campaign == campaign, _sound.prompt == prompt, _sound.digest == digest)
    wav: bytes | None = (await connection.execute(query)).scalar_one_or_none()
    if wav is None:
        raise DatabaseRefused(f"no hay una grabación {digest} de «{prompt}»")
    return bytes(wav)


async def set_choice(connection: AsyncConnection, campaign: str, row: ChoiceRow) -> None:
    """Store the voice chosen for a text, in place of an earlier choice for it."""
    values = {"campaign": campaign, **msgspec.structs.asdict(row)}
    changed = {name: values[name] for name in ("sound", "chosen_at", "chosen_by")}
    statement = insert(prompt_choice).values(values)
    await connection.execute(statement.on_conflict_do_update(index_elements=_key(), set_=changed))


async def list_choices(connection: AsyncConnection, campaign: str, prompt: str | None = None) -> list[ChoiceRow]:
    """Return the choices of a campaign, or those of one prompt."""
    query = select(*_CHOICE_COLUMNS).where(_choice.campaign == campaign)
    if prompt is not None:
        query = query.where(_choice.prompt == prompt)
    return [ChoiceRow(**row) for row in (await connection.execute(query)).mappings()]


def _key() -> list[str]:
    return [column.name for column in prompt_choice.primary_key.columns]
