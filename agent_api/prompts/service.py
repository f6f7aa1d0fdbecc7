"""Recordings of prompts: store one, choose the voice of a text, and listen.

A recording is scanned, measured, judged by the site's limits and converted before it is stored; choosing it is a second
act, so that a person can listen first. Gateways play a choice for new calls within seconds.
"""

import asyncio
import hashlib
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.prompts import store
from agent_api.prompts.domain.voice import (
    ChoiceRow,
    SoundRow,
    SpokenText,
    choices_by_prompt,
    find_choice,
    spoken_texts,
    voice_state,
)
from agent_api.prompts.problems import (
    PromptUnknown,
    SoundInfected,
    SoundNotScanned,
    SoundRefused,
    SynthesiserFailed,
)
from agent_api.tickets.attachments.antivirus.scanning import scan_now
from agent_api.tickets.attachments.uploads import Upload
from config.site.calls.prompts import text_digest
from config.site.model import Site
from config.site.practice_campaign import practice_site
from eventlog.facts import PromptSoundStored, PromptVoiceChosen
from eventlog.facts.calls.prompt import SoundSource
from ivr.audio.conversion_process import ConversionOrder, NotAWav, convert_in_process
from ivr.audio.sound_measures import TAIL_MS, TelephoneSound, find_complaints
from ivr.audio.waveform import from_pcm, write_wav
from ivr.errors import RenderingFailed
from ivr.renderer import Recipe, render
from ivr.sounds import PIECE_TAIL_MS, recipes_of, speech_of
from storage.postgres.engine import read_connection, unit_of_work

MEDIA_TYPE: Final = "audio/wav"
_CONVERSIONS: Final = asyncio.Semaphore(2)
"""Conversions at once in this process; each keeps a core busy for seconds."""


def find_text(context: ApiContext, prompt: str) -> SpokenText:
    """Return a text of the site.

    Raises:
        PromptUnknown: the site has no such prompt, and Atención no such phrase.
    """
    spoken = next((each for each in spoken_texts(context.site) if each.key == prompt), None)
    if spoken is None:
        raise PromptUnknown
    return spoken


async def store_sound(
    context: ApiContext, principal: Principal, prompt: str, source: SoundSource, upload: Upload
) -> tuple[SoundRow, bool]:
    """Store a recording of the current text of a prompt; return it, and whether it is new.

    Raises:
        PromptUnknown: there is no such prompt.
        SoundInfected, SoundNotScanned: the antivirus reports it, or has no verdict now.
        SoundRefused: it is no WAV, or callers would hear its faults.
        SynthesiserFailed: it cannot be converted now.
    """
    spoken = find_text(context, prompt)
    await scan_upload(context, upload.content)
    sound = await _convert(spoken, upload.content)
    measures = msgspec.to_builtins(sound.measures)
    if complaints := find_complaints(sound.measures, context.site.voice, is_looped=spoken.is_music):
        raise SoundRefused(complaints, measures)
    author = principal.author(at=context.now(), site_version=context.site.version)
    row = SoundRow(
        prompt=prompt,
        digest=hashlib.sha256(sound.wav).hexdigest(),
        text=spoken.text,
        source=source,
        measures=measures,
        original_digest=hashlib.sha256(upload.content).hexdigest(),
        stored_at=author.at,
        stored_by=author.user,
    )
    async with unit_of_work(context.engine) as connection:
        is_new = await store.add_sound(connection, context.campaign, row, sound.wav)
        if is_new:
            fact = PromptSoundStored(prompt=prompt, sound=row.digest, source=source, length_ms=sound.measures.length_ms)
            await append_facts(connection, context.campaign, [fact], author)
        stored = await store.find_sound(connection, context.campaign, prompt, row.digest)
    return stored or row, is_new


async def choose_voice(context: ApiContext, principal: Principal, prompt: str, sound: str | None) -> None:
    """Choose the voice of the current text of a prompt; a repeated choice changes nothing.

    Raises:
        PromptUnknown: there is no such prompt or recording.
    """
    spoken = find_text(context, prompt)
    author = principal.author(at=context.now(), site_version=context.site.version)
    digest = text_digest(spoken.text)
    async with unit_of_work(context.engine) as connection:
        if sound is not None and await store.find_sound(connection, context.campaign, prompt, sound) is None:
            raise PromptUnknown
        before = find_choice(spoken, await store.list_choices(connection, context.campaign, prompt))
        if (before.sound if before else None) == sound and (before is not None or sound is None):
            return
        row = ChoiceRow(prompt=prompt, text_digest=digest, sound=sound, chosen_at=author.at, chosen_by=author.user)
        await store.set_choice(connection, context.campaign, row)
        fact = PromptVoiceChosen(prompt=prompt, text=digest, sound=sound or "")
        await append_facts(connection, context.campaign, [fact], author)


async def read_audio(context: ApiContext, prompt: str, sound: str | None) -> bytes:
    """Return a WAV: a recording of a prompt, or what new callers hear now.

    Raises:
        PromptUnknown: there is no such prompt or recording.
        SynthesiserFailed: the text cannot be synthesised.
    """
    spoken = find_text(context, prompt)
    async with read_connection(context.engine) as connection:
        if sound is None:
            chosen = find_choice(spoken, await store.list_choices(connection, context.campaign, prompt))
            sound = chosen.sound if chosen else None
        if sound is not None:
            if await store.find_sound(connection, context.campaign, prompt, sound) is None:
                raise PromptUnknown
            return await store.read_wav(connection, context.campaign, prompt, sound)
    try:
        recipe = await asyncio.to_thread(_find_recipe, context, prompt)
        return await asyncio.to_thread(_render, recipe, context.sounds_folder)
    except RenderingFailed as error:
        raise SynthesiserFailed(str(error)) from error


async def preview_text(context: ApiContext, text: str) -> bytes:
    """Return a WAV of a text in the synthesised voice of the site; nothing is stored.

    Raises:
        SynthesiserFailed: the text cannot be synthesised.
    """
    try:
        recipe = await asyncio.to_thread(speech_of, context.site, text)
        with tempfile.TemporaryDirectory() as folder:
            return await asyncio.to_thread(_render, recipe, Path(folder))
    except RenderingFailed as error:
        raise SynthesiserFailed(str(error)) from error


def can_synthesise(site: Site) -> bool:
    """Return whether the synthesiser of a site is installed and configured on this machine."""
    try:
        speech_of(site, "")
    except RenderingFailed:
        return False
    return True


async def find_silent_prompts(context: ApiContext, site: Site) -> list[str]:
    """Return the keys of those texts of a site, in force or not, that callers would not hear."""
    async with read_connection(context.engine) as connection:
        choices = choices_by_prompt(await store.list_choices(connection, context.campaign))
    speaks = await asyncio.to_thread(can_synthesise, site)
    return [
        spoken.key
        for spoken in spoken_texts(site)
        if voice_state(spoken, choices.get(spoken.key, []), can_synthesise=speaks) == "silent"
    ]


def _find_recipe(context: ApiContext, prompt: str) -> Recipe:
    recipes = recipes_of(context.site, context.site_folder)
    if prompt not in recipes and (practice := practice_site(context.site)) is not None:
        recipes = recipes_of(practice, context.site_folder)
    return recipes[prompt]


def _render(recipe: Recipe, folder: Path) -> bytes:
    return write_wav(from_pcm(render([recipe], folder)[recipe]))


async def scan_upload(context: ApiContext, content: bytes) -> None:
    """Refuse a file that the antivirus reports.

    Raises:
        SoundInfected, SoundNotScanned: it reports the file, or has no verdict now.
    """
    [verdict] = await scan_now(context.antivirus, [content])
    if verdict is not None and verdict.finding:
        raise SoundInfected(verdict.finding)
    if verdict is None and context.antivirus is not None:
        raise SoundNotScanned


async def _convert(spoken: SpokenText, content: bytes) -> TelephoneSound:
    tail_ms = PIECE_TAIL_MS if spoken.is_phrase else TAIL_MS
    order = ConversionOrder(content, is_looped=spoken.is_music, tail_ms=tail_ms)
    try:
        async with _CONVERSIONS:
            return await asyncio.to_thread(convert_in_process, order)
    except NotAWav as error:
        text = str(error)
        raise SoundRefused([("format", f"{text[0].upper()}{text[1:]}.")], None) from error
    except RenderingFailed as error:
        raise SynthesiserFailed(str(error)) from error
