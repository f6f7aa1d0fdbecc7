"""The state of a prompt's voice, and where a site uses it."""

from datetime import UTC, datetime

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_api.prompts.domain.usages import find_usages
from agent_api.prompts.domain.voice import (
    ChoiceRow,
    SpokenText,
    choices_by_prompt,
    find_choice,
    practice_texts,
    spoken_texts,
    voice_state,
)
from config.site.calls.prompts import text_digest
from config.site.practice_campaign import PRACTICE, practice_site
from config.site.samples import CALLER_KEY
from ivr.phrases import all_phrases
from tests.support.properties import examples
from tests.support.site_folders import sample_site

AT = datetime(2026, 12, 1, 15, tzinfo=UTC)
OLD, NEW = "Buen día.", "Buenas tardes."


def choice(text: str, sound: str | None) -> ChoiceRow:
    return ChoiceRow(prompt="saludo", text_digest=text_digest(text), sound=sound, chosen_at=AT, chosen_by="sara")


def spoken(text: str = NEW, *, has_file: bool = False) -> SpokenText:
    return SpokenText(key="saludo", text=text, is_phrase=False, has_file=has_file)


def test_each_state_of_a_voice() -> None:
    """A recording of the current text, a file, an old recording, the synthesiser, and nothing."""
    old, new = choice(OLD, "a"), choice(NEW, "b")
    for text, choices, can_synthesise, state in (
        (spoken(), [old, new], False, "recorded"),
        (spoken(OLD), [old, new], True, "recorded"),
        (spoken(has_file=True), [old], False, "folder"),
        (spoken(), [old], True, "outdated"),
        (spoken(), [old, choice(NEW, None)], True, "synthesised"),
        (spoken(), [], True, "synthesised"),
        (spoken(), [old], False, "silent"),
    ):
        assert voice_state(text, choices, can_synthesise=can_synthesise) == state


@given(st.lists(st.tuples(st.sampled_from([OLD, NEW]), st.sampled_from(["a", "b", None])), max_size=6))
@settings(max_examples=examples(50))
def test_going_back_to_a_text_brings_its_voice_back(made: list[tuple[str, str | None]]) -> None:
    """A text keeps the last voice that was chosen for it, also after choices for other texts."""
    rows = {text_digest(text): choice(text, sound) for text, sound in made}
    for text in (OLD, NEW):
        last = [sound for of, sound in made if of == text][-1:]
        found = find_choice(spoken(text), list(rows.values()))
        assert ([found.sound] if found else []) == last
        if last and last[0]:
            assert voice_state(spoken(text), list(rows.values()), can_synthesise=False) == "recorded"


def test_spaces_do_not_change_a_text() -> None:
    """Another line break in prompts.yaml leaves the recording valid; another word does not."""
    assert text_digest("Buen  día.\n") == text_digest("Buen día.") != text_digest("Buenos días.")


def test_every_text_of_the_sample_site_is_listed_once_and_its_prompts_are_used() -> None:
    """Prompts come first, then the practice and the phrases; each prompt of the site is played somewhere, in words."""
    site = sample_site()
    listed = spoken_texts(site)
    practised = [each.key for each in listed if each.key == PRACTICE or each.is_sentence]
    assert [each.key for each in listed] == [*sorted(site.prompts), *practised, *sorted(all_phrases())]
    practice = practice_site(site)
    assert practice is not None
    assert practised == [PRACTICE, *(f"{CALLER_KEY}{each.id}" for each in practice.sample_callers)]
    assert {each.key for each in practice_texts(practice)} == {each.key for each in listed}
    assert all(find_usages(site)[key] for key in practised)
    usages = find_usages(site)
    assert [key for key in site.prompts if key not in usages] == []
    assert usages["saludo_bogota"] == ["«Línea Bogotá»: saludo"]
    assert any(each.endswith("Oír horarios") or "tecla" in each for each in usages["horarios"])
    assert choices_by_prompt([choice(OLD, "a"), choice(NEW, "b")]) == {"saludo": [choice(OLD, "a"), choice(NEW, "b")]}


def test_music_of_a_queue_is_music() -> None:
    """A prompt that a queue plays while callers wait is kept to the sample."""
    site = sample_site()
    queue = msgspec.structs.replace(site.queues["credito"], music="espera")
    site = msgspec.structs.replace(site, queues={**site.queues, "credito": queue})
    assert [each.key for each in spoken_texts(site) if each.is_music] == ["espera"]


def test_a_sentence_of_a_practice_is_never_without_a_voice() -> None:
    """The sample people speak by espeak-ng, also where the synthesiser of the site is missing."""
    sentence = SpokenText(key="caller.practica_0_0", text=NEW, is_phrase=False, is_sentence=True)
    assert voice_state(sentence, [], can_synthesise=False) == "synthesised"
    assert voice_state(sentence, [choice(OLD, "a")], can_synthesise=False) == "outdated"
    assert voice_state(spoken(NEW), [], can_synthesise=False) == "silent"
