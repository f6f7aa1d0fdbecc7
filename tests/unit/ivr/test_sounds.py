"""The sounds of a site: rendered, cached, and available in both G.711 laws."""

import audioop
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from config.settings import SAMPLE_SITE
from config.site.calls.prompts import Prompt
from config.site.calls.queues import BUILT_IN_MUSIC
from config.site.calls.voice_messages import TONE
from config.site.model import Site
from ivr.audio.loudness import TARGET_LUFS, integrated_loudness
from ivr.audio.sound_measures import TAIL_MS
from ivr.audio.waveform import FULL_SCALE, RATE, from_pcm, write_wav
from ivr.draft_sentences import SENTENCES
from ivr.errors import IvrError, RenderingFailed
from ivr.phrases import all_phrases
from ivr.renderer import LOCK, Composition, Speech, Voice, cached_name, count_missing, render
from ivr.sounds import PIECE_TAIL_MS, SILENCE, RenderedSounds, load_peer_sounds, load_sounds, recipes_of
from telephony.port import UnknownSound
from tests.support.site_folders import sample_site

HELLO = Speech(text="Gracias por llamar al Icetex.", tail_ms=250)


@pytest.fixture(scope="module")
def site() -> Site:
    return sample_site()


@pytest.fixture(scope="module")
def cache(pytestconfig: pytest.Config) -> Path:
    """Return the cache folder shared with end-to-end tests, so that a new clone renders once."""
    return Path(pytestconfig.cache.mkdir("sounds"))


@pytest.fixture(scope="module")
def sounds(site: Site, cache: Path) -> RenderedSounds:
    return load_sounds(site, SAMPLE_SITE, cache)


def test_every_key_of_the_site_can_be_played(site: Site, sounds: RenderedSounds) -> None:
    """Prompts, spoken pieces, music, sample sentences and silence all have a sound, equally long in both laws."""
    advisors = {f"advisor.{advisor.id}" for advisor in site.sample_advisors}
    callers = {f"caller.{caller.id}" for caller in site.sample_callers}
    spoken = {*site.prompts, *all_phrases(), *SENTENCES}
    assert sounds.keys == {*spoken, BUILT_IN_MUSIC, TONE, SILENCE, *advisors, *callers}
    assert all(len(sounds.ulaw(key)) == len(sounds.alaw(key)) > 0 for key in sounds.keys)
    with pytest.raises(UnknownSound, match="nada"):
        sounds.ulaw("nada")
    with pytest.raises(UnknownSound, match="nada"):
        sounds.alaw("nada")


def test_greeting_and_notice_are_short(site: Site, sounds: RenderedSounds) -> None:
    """In the sample site the notice lasts at most 5 s, and greeting and notice together 8 s."""
    for line in site.lines.values():
        greeting_s, notice_s = (len(sounds.ulaw(key)) / RATE for key in (line.greeting, line.notice))
        assert notice_s <= 5.0, line.notice
        assert greeting_s + notice_s <= 8.0, line.greeting


def test_speech_is_even_and_without_long_silences(site: Site, sounds: RenderedSounds) -> None:
    """All prompts and phrases have one loudness, begin at once, end within a third of a second, and are not clipped."""
    for key in (*site.prompts, *all_phrases()):
        samples = from_pcm(audioop.ulaw2lin(sounds.ulaw(key), 2))
        loud = [index for index, sample in enumerate(samples) if abs(sample) > 200]
        tail_ms = TAIL_MS if key in site.prompts else PIECE_TAIL_MS
        assert abs(integrated_loudness(samples[: -RATE * tail_ms // 1000]) - TARGET_LUFS) < 1, key
        assert loud[0] < 0.06 * RATE, key
        assert len(samples) - loud[-1] < 0.34 * RATE, key
        assert max(map(abs, samples)) < 0.9 * FULL_SCALE, key


def test_second_start_reads_sounds_from_cache_and_writes_nothing(
    site: Site, sounds: RenderedSounds, cache: Path
) -> None:
    """A second start reads the sounds from the cache and writes nothing."""
    before = {path: path.stat().st_mtime_ns for path in cache.glob("*.wav")}
    again = load_sounds(site, SAMPLE_SITE, cache)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert all(again.ulaw(key) == sounds.ulaw(key) for key in sounds.keys)


def test_a_damaged_file_is_rendered_again(tmp_path: Path) -> None:
    """A truncated cache file is treated as missing."""
    rendered = render([HELLO], tmp_path)[HELLO]
    path = tmp_path / cached_name(HELLO)
    path.write_bytes(path.read_bytes()[:500])
    assert render([HELLO], tmp_path)[HELLO] == rendered
    assert {each.name for each in tmp_path.iterdir()} == {cached_name(HELLO), LOCK}


def test_two_starts_at_once_render_once(tmp_path: Path) -> None:
    """Of two simultaneous starts one renders, and the other finds the same sounds."""
    assert count_missing([HELLO, HELLO], tmp_path) == 1
    with ThreadPoolExecutor(2) as starts:
        first, second = starts.map(lambda _: render([HELLO], tmp_path), range(2))
    assert first == second
    assert count_missing([HELLO], tmp_path) == 0
    assert {each.name for each in tmp_path.iterdir()} == {cached_name(HELLO), LOCK}


def test_another_text_is_another_file() -> None:
    """The file name depends on the text and the voice, or on the content of the entity's file."""
    assert cached_name(HELLO) != cached_name(msgspec.structs.replace(HELLO, text="Buenos días."))
    assert cached_name(Voice(path="a.wav", digest="1")) == cached_name(Voice(path="b.wav", digest="1"))
    assert cached_name(Voice(path="a.wav", digest="1")) != cached_name(Voice(path="a.wav", digest="2"))


def test_the_entitys_own_voice_overrides(site: Site, tmp_path: Path) -> None:
    """A prompt with a file plays that file; as music it keeps every sample."""
    samples = [4000.0 if index // 8 % 2 else -4000.0 for index in range(RATE)]
    (tmp_path / "voz.wav").write_bytes(write_wav(samples))
    digest = hashlib.sha256((tmp_path / "voz.wav").read_bytes()).hexdigest()
    prompt = Prompt(id="despedida", text="Adiós.", file="voz.wav", digest=digest)
    other = msgspec.structs.replace(site, prompts={**site.prompts, "despedida": prompt})
    recipe = recipes_of(other, tmp_path)["despedida"]
    assert recipe == Voice(path=str(tmp_path / "voz.wav"), digest=digest)
    assert len(render([recipe], tmp_path)[recipe]) == 2 * (RATE + RATE // 4)
    looped = Voice(path=str(tmp_path / "voz.wav"), digest=digest, looped=True)
    assert len(render([looped], tmp_path)[looped]) == 2 * RATE


def test_a_voice_of_another_campaign_that_is_nowhere_at_hand_is_spoken(site: Site, cache: Path, tmp_path: Path) -> None:
    """A missing voice file of another campaign is replaced by speech or our music; only an identical copy is played."""
    samples = [4000.0 if index // 8 % 2 else -4000.0 for index in range(RATE)]
    voice = write_wav(samples)
    (tmp_path / "voz.wav").write_bytes(voice)
    (tmp_path / "musica.wav").write_bytes(b"another one")
    digest = hashlib.sha256(voice).hexdigest()
    prompts = {
        "despedida": Prompt(id="despedida", text="Adiós.", file="voz.wav", digest=digest),
        "saludo": Prompt(id="saludo", text="Gracias por llamar al Icetex.", file="falta.wav", digest="0" * 64),
        "musica": Prompt(id="musica", text="Música.", file="musica.wav", digest="1" * 64),
    }
    queue = msgspec.structs.replace(site.queues["credito"], music="musica")
    peer_site = msgspec.structs.replace(
        site, prompts={**site.prompts, **prompts}, queues={**site.queues, "credito": queue}
    )
    sounds = load_peer_sounds(peer_site, tmp_path, cache)
    assert len(sounds.ulaw("despedida")) == RATE + RATE // 4
    assert sounds.ulaw("musica") == sounds.ulaw(BUILT_IN_MUSIC)
    assert sounds.ulaw("saludo") == audioop.lin2ulaw(render([HELLO], cache)[HELLO], 2)


def test_a_failure_is_one_clear_sentence(tmp_path: Path) -> None:
    """A rendering or cache failure gives one error with a code and leaves no partial file."""
    (tmp_path / "archivo").write_text("no soy una carpeta")
    for recipe, cache, message in (
        (HELLO, tmp_path / "archivo" / "x", "no se puede escribir en la carpeta"),
        (Voice(path=str(tmp_path / "falta.wav"), digest=""), tmp_path / "c", "falta.wav"),
        (Composition(key="musica.otra"), tmp_path / "c", "no hay una música «musica.otra»"),
    ):
        with pytest.raises(RenderingFailed, match=message) as caught:
            render([recipe], cache)
        assert isinstance(caught.value, IvrError)
        assert "\n" not in str(caught.value)
