"""The state of a prompt's voice: what callers hear, and why. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from config.site.calls.prompts import text_digest
from config.site.model import Site
from config.site.practice_campaign import PRACTICE, PRACTICE_TEXT, practice_site
from config.site.samples import CALLER_KEY
from eventlog.facts.calls.prompt import SoundSource
from ivr.phrases import all_phrases

VoiceState = Literal["recorded", "folder", "outdated", "synthesised", "silent"]
"""A chosen recording; a file of the site's folder; the synthesiser, although another text of it was recorded; the
synthesiser; nothing, because the synthesiser is missing.
"""


class ChoiceRow(msgspec.Struct, frozen=True, kw_only=True):
    """The voice chosen for a text of a prompt; no ``sound`` is the synthesiser."""

    prompt: str
    text_digest: str
    sound: str | None
    chosen_at: datetime
    chosen_by: str


class SoundRow(msgspec.Struct, frozen=True, kw_only=True):
    """A recording without its content; ``text`` is what it says, ``measures`` are those of the original."""

    prompt: str
    digest: str
    text: str
    source: SoundSource
    measures: dict[str, Any]
    original_digest: str
    stored_at: datetime
    stored_by: str


class SpokenText(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is heard: a prompt of the site, a phrase of Atención, or what the caller of a practice says.

    Sentences of callers have a synthesised voice wherever Atención runs.
    """

    key: str
    text: str
    is_phrase: bool
    is_music: bool = False
    has_file: bool = False
    is_sentence: bool = False


def spoken_texts(site: Site) -> list[SpokenText]:
    """Return all texts of a site: its prompts, those of its practice, then the phrases, each group by key."""
    music = {queue.music for queue in site.queues.values()}
    prompts = [
        SpokenText(key=key, text=each.text, is_phrase=False, is_music=key in music, has_file=each.file is not None)
        for key, each in sorted(site.prompts.items())
    ]
    phrases = [SpokenText(key=key, text=text, is_phrase=True) for key, text in sorted(all_phrases().items())]
    return [*prompts, *_practice_texts(site), *phrases]


def practice_texts(practice: Site) -> list[SpokenText]:
    """Return all texts of the site of a practice, with the sentences of its callers."""
    return [*spoken_texts(practice), *_sentences(practice)]


def _practice_texts(site: Site) -> list[SpokenText]:
    practice = practice_site(site)
    if practice is None:
        return []
    line = [SpokenText(key=PRACTICE, text=PRACTICE_TEXT, is_phrase=False)] if PRACTICE not in site.prompts else []
    return [*line, *_sentences(practice)]


def _sentences(practice: Site) -> list[SpokenText]:
    return [
        SpokenText(key=f"{CALLER_KEY}{each.id}", text=each.sentence, is_phrase=False, is_sentence=True)
        for each in practice.sample_callers
    ]


def find_choice(spoken: SpokenText, choices: Sequence[ChoiceRow]) -> ChoiceRow | None:
    """Return the choice for the current text among those of a prompt, or None."""
    digest = text_digest(spoken.text)
    return next((each for each in choices if each.text_digest == digest), None)


def voice_state(spoken: SpokenText, choices: Sequence[ChoiceRow], *, can_synthesise: bool) -> VoiceState:
    """Return the state of a prompt's voice; ``choices`` are those of the prompt, for any text."""
    chosen = find_choice(spoken, choices)
    if chosen is not None and chosen.sound:
        return "recorded"
    if spoken.has_file:
        return "folder"
    if not can_synthesise and not spoken.is_sentence:
        return "silent"
    return "outdated" if chosen is None and any(each.sound for each in choices) else "synthesised"


def choices_by_prompt(choices: Sequence[ChoiceRow]) -> Mapping[str, list[ChoiceRow]]:
    """Group choices by prompt."""
    grouped: dict[str, list[ChoiceRow]] = {}
    for each in choices:
        grouped.setdefault(each.prompt, []).append(each)
    return grouped
