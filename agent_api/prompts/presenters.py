"""The voices of prompts as responses, with the names of people and places."""

import asyncio

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.kit.context import ApiContext
from agent_api.prompts import service, store
from agent_api.prompts.domain.usages import find_usages
from agent_api.prompts.domain.voice import (
    ChoiceRow,
    SoundRow,
    SpokenText,
    choices_by_prompt,
    find_choice,
    spoken_texts,
    voice_state,
)
from agent_api.prompts.schemas import PromptDetail, PromptSound, PromptVoice, PromptVoices, RecordingMeasures
from storage.postgres.engine import read_connection


async def present_voices(context: ApiContext, principal: Principal) -> PromptVoices:
    """Return all texts of the site with their voices."""
    async with read_connection(context.engine) as connection:
        choices = choices_by_prompt(await store.list_choices(connection, context.campaign))
    usages = find_usages(context.site)
    can_synthesise = await asyncio.to_thread(service.can_synthesise, context.site)
    return PromptVoices(
        prompts=[
            _voice(spoken, choices.get(spoken.key, []), usages.get(spoken.key, []), can_synthesise=can_synthesise)
            for spoken in spoken_texts(context.site)
        ],
        synthesiser=context.site.voice.synthesiser,
        can_write="prompt.write" in principal.permissions,
    )


async def present_detail(context: ApiContext, prompt: str) -> PromptDetail:
    """Return a text with its voice and its recordings.

    Raises:
        PromptUnknown: there is no such prompt.
    """
    spoken = service.find_text(context, prompt)
    async with read_connection(context.engine) as connection:
        choices = await store.list_choices(connection, context.campaign, prompt)
        sounds = await store.list_sounds(connection, context.campaign, prompt)
    can_synthesise = await asyncio.to_thread(service.can_synthesise, context.site)
    usages = find_usages(context.site).get(prompt, [])
    return PromptDetail(
        voice=_voice(spoken, choices, usages, can_synthesise=can_synthesise),
        sounds=await present_sounds(context, spoken, choices, sounds),
    )


async def present_sound(context: ApiContext, row: SoundRow) -> PromptSound:
    """Return one recording."""
    async with read_connection(context.engine) as connection:
        choices = await store.list_choices(connection, context.campaign, row.prompt)
    [sound] = await present_sounds(context, service.find_text(context, row.prompt), choices, [row])
    return sound


async def present_sounds(
    context: ApiContext, spoken: SpokenText, choices: list[ChoiceRow], rows: list[SoundRow]
) -> list[PromptSound]:
    """Return recordings of a text."""
    names = await find_names(context.engine, context.site, context.cipher, {row.stored_by for row in rows})
    chosen = find_choice(spoken, choices)
    return [
        PromptSound(
            sound=row.digest,
            text=row.text,
            is_current_text=" ".join(row.text.split()) == " ".join(spoken.text.split()),
            is_chosen=chosen is not None and chosen.sound == row.digest,
            source=row.source,
            measures=RecordingMeasures(**row.measures),
            stored_at=row.stored_at,
            stored_by=row.stored_by,
            stored_by_name=names.get(row.stored_by, row.stored_by),
        )
        for row in rows
    ]


def _voice(spoken: SpokenText, choices: list[ChoiceRow], used_in: list[str], *, can_synthesise: bool) -> PromptVoice:
    chosen = find_choice(spoken, choices)
    return PromptVoice(
        prompt=spoken.key,
        text=spoken.text,
        is_phrase=spoken.is_phrase,
        is_music=spoken.is_music,
        state=voice_state(spoken, choices, can_synthesise=can_synthesise),
        sound=chosen.sound if chosen else None,
        used_in=used_in,
    )
