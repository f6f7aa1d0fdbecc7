"""Sounds of a gateway, in memory by key.

Owns which keys a site has: its prompts by id, the phrases, the waiting music, the sentences of sample advisors
(``advisor.<id>``) and callers (``caller.<id>``), the sentences of the test number of drafts (``borrador.…``), the tone
before a message, and a short ``silence``. It must not decide when they are played.
"""

import audioop
import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from config.site.calls.prompts import Prompt, VoiceRules
from config.site.calls.queues import BUILT_IN_MUSIC
from config.site.calls.voice_messages import TONE
from config.site.model import Site
from config.site.samples import ADVISOR_KEY, CALLER_KEY
from ivr import draft_sentences
from ivr.audio.sound_measures import TAIL_MS
from ivr.audio.tone import tone_pcm
from ivr.audio.waveform import RATE
from ivr.phrases import all_phrases
from ivr.renderer import Composition, Recipe, Speech, Voice, cached_name, render
from ivr.synthesis.synthesisers import load_synthesiser, synthesiser_names
from telephony.port import UnknownSound

SILENCE = "silence"
SILENCE_MS = 200
PIECE_TAIL_MS = 30
_ALWAYS = {SILENCE: bytes(2 * RATE * SILENCE_MS // 1000), TONE: tone_pcm()}
"""Sounds computed at import, the same for every site."""


class RenderedSounds:
    """Sounds in memory, in both encodings; implements `telephony.port.Sounds`."""

    def __init__(self, pcm: Mapping[str, bytes]) -> None:
        """Encode 16 bit native PCM, 8,000 Hz, mono, once for all playing."""
        self._ulaw = {key: audioop.lin2ulaw(sound, 2) for key, sound in pcm.items()}
        self._alaw = {key: audioop.lin2alaw(sound, 2) for key, sound in pcm.items()}

    def durations_ms(self) -> dict[str, int]:
        """Return how long each sound takes, by key."""
        return {key: len(sound) * 1000 // RATE for key, sound in self._ulaw.items()}

    def ulaw(self, key: str) -> bytes:
        """Return the sound as G.711 u-law.

        Raises:
            UnknownSound: no sound has this key.
        """
        return _read_sound(self._ulaw, key)

    def alaw(self, key: str) -> bytes:
        """Return the sound as G.711 A-law.

        Raises:
            UnknownSound: no sound has this key.
        """
        return _read_sound(self._alaw, key)

    @property
    def keys(self) -> frozenset[str]:
        """All keys that can be played."""
        return frozenset(self._ulaw)


def load_sounds(site: Site, site_folder: Path, cache: Path) -> RenderedSounds:
    """Load a site's sounds and render missing ones. It blocks: call it before serving, or in a thread.

    ``site_folder`` has the site's WAV files, under their digests or as the site names them; ``cache`` is shared by all
    sites and versions.

    Raises:
        RenderingFailed: the synthesiser failed, or the folder cannot be written.
    """
    recipes = recipes_of(site, site_folder)
    rendered = render(recipes.values(), cache)
    return RenderedSounds(_ALWAYS | {key: rendered[recipe] for key, recipe in recipes.items()})


def load_peer_sounds(site: Site, voices: Path, cache: Path) -> RenderedSounds:
    """Load another campaign's sounds without its folder; a missing voice is synthesised from its text.

    It blocks, as `load_sounds` does. The folder ``voices`` with copies of its WAV files may be missing.

    Raises:
        RenderingFailed: the synthesiser failed, or the folder cannot be written.
    """
    if site.voice.synthesiser not in synthesiser_names():  # that campaign may have machines of its own
        site = msgspec.structs.replace(site, voice=VoiceRules())
    recipes = {key: _available_recipe(recipe, site, key, cache) for key, recipe in recipes_of(site, voices).items()}
    rendered = render(recipes.values(), cache)
    return RenderedSounds(_ALWAYS | {key: rendered[recipe] for key, recipe in recipes.items()})


def load_draft_sounds(site: Site, site_folder: Path, cache: Path, further: Mapping[str, str]) -> RenderedSounds:
    """Load the sounds of a version that is not published, and of further texts by key. It blocks.

    Raises:
        RenderingFailed: the synthesiser failed, or the folder cannot be written.
    """
    recipes = recipes_of(site, site_folder) | {key: speech_of(site, text) for key, text in further.items()}
    rendered = render(recipes.values(), cache)
    return RenderedSounds(_ALWAYS | {key: rendered[recipe] for key, recipe in recipes.items()})


def _available_recipe(recipe: Recipe, site: Site, key: str, cache: Path) -> Recipe:
    """Return the recipe or a substitute; missing music becomes ours, because a looped text would annoy callers."""
    if not isinstance(recipe, Voice) or (cache / cached_name(recipe)).exists() or _matches_digest(recipe):
        return recipe
    return Composition(key=BUILT_IN_MUSIC) if recipe.looped else speech_of(site, site.prompts[key].text)


def _matches_digest(voice: Voice) -> bool:
    """Return whether the file is the one that the site names."""
    try:
        return hashlib.sha256(Path(voice.path).read_bytes()).hexdigest() == voice.digest
    except OSError:
        return False


def speech_of(site: Site, text: str, tail_ms: int = TAIL_MS) -> Speech:
    """Return the recipe of a text in the voice of the site.

    Raises:
        RenderingFailed: its synthesiser is not installed, or not configured.
    """
    name = site.voice.synthesiser
    return Speech(text=text, tail_ms=tail_ms, synthesiser=name, revision=load_synthesiser(name).revision())


def recipes_of(site: Site, site_folder: Path) -> dict[str, Recipe]:
    """Return the recipe of each sound of a site, by key; sample people keep the voice of espeak-ng.

    Raises:
        RenderingFailed: the site's synthesiser is not installed, or not configured.
    """
    music = {queue.music for queue in site.queues.values()}
    recipes: dict[str, Recipe] = {BUILT_IN_MUSIC: Composition(key=BUILT_IN_MUSIC)}
    recipes |= {key: speech_of(site, text, PIECE_TAIL_MS) for key, text in all_phrases().items()}
    recipes |= {name: _of_prompt(site, prompt, site_folder, name in music) for name, prompt in site.prompts.items()}
    if site.publishing.test_number is not None:
        recipes |= {key: speech_of(site, text) for key, text in draft_sentences.SENTENCES.items()}
    for advisor in site.sample_advisors:
        recipes[f"{ADVISOR_KEY}{advisor.id}"] = Speech(text=advisor.sentence, tail_ms=TAIL_MS)
    for caller in site.sample_callers:
        recipes[f"{CALLER_KEY}{caller.id}"] = Speech(text=caller.sentence, tail_ms=TAIL_MS)
    return recipes


def _of_prompt(site: Site, prompt: Prompt, site_folder: Path, is_looped: bool) -> Recipe:
    if prompt.file is None:
        return speech_of(site, prompt.text)
    digest = prompt.digest or ""
    stored = site_folder / digest
    path = stored if digest and stored.is_file() else site_folder / prompt.file
    return Voice(path=str(path), digest=digest, looped=is_looped)


def voices_of(site: Site, site_folder: Path) -> list[Voice]:
    """Return the recipes of the WAV files that a site names; none of them needs a synthesiser."""
    music = {queue.music for queue in site.queues.values()}
    recipes = (_of_prompt(site, each, site_folder, key in music) for key, each in site.prompts.items() if each.file)
    return [each for each in recipes if isinstance(each, Voice)]


def _read_sound(sounds: Mapping[str, bytes], key: str) -> bytes:
    try:
        return sounds[key]
    except KeyError:
        raise UnknownSound(f"no sound has the key {key!r}") from None
