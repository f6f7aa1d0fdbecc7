"""The synthetic recordings of the demo's past: two voices, each on its own leg, and invented texts."""

import io
import wave
from array import array

from hypothesis import given
from hypothesis import strategies as st

from agent_api.recordings.domain.wav_header import read_wav_header
from atencion.demo.quality.recorded_calls import dialogue_number, spoken_ms
from atencion.demo.quality.recording_files import compose, speeches_of
from config.site.loader import load_sample_dialogues, site_to_json
from config.site.tickets.typology import Topic
from ivr.audio.waveform import RATE
from telephony.port.recordings import call_id_of, recording_id
from tests.support.site_folders import SAMPLE_SITE, sample_site

SITE, DIALOGUES = sample_site(), load_sample_dialogues(SAMPLE_SITE)


def tone(frames: int, level: int) -> bytes:
    """Return a sound of one level."""
    return array("h", [level] * frames).tobytes()


@given(st.lists(st.integers(1, RATE // 4), min_size=2, max_size=8), st.integers(0, 4000))
def test_one_person_speaks_at_a_time_each_on_their_leg(lengths: list[int], length_ms: int) -> None:
    """The caller is left and the advisor right, each turn is whole, and the recording has its length or more."""
    turns = [tone(length, index + 1) for index, length in enumerate(lengths)]
    content = compose(turns, length_ms)
    with wave.open(io.BytesIO(content)) as sound:
        frames = array("h", sound.readframes(sound.getnframes()))
    left, right = frames[0::2], frames[1::2]
    assert all(not (a and b) for a, b in zip(left, right, strict=True))
    heard = [a or b for a, b in zip(left, right, strict=True) if a or b]
    assert heard == [index + 1 for index, length in enumerate(lengths) for _ in range(length)]
    assert set(left) <= {0, *range(2, 9, 2)}
    info = read_wav_header(io.BytesIO(content), len(content))
    assert info.channels == 2
    spoken_frames_ms = sum(lengths) * 1000 // RATE
    assert info.duration_ms + 5 >= max(spoken_frames_ms, length_ms)


def test_the_conversations_fit_the_site() -> None:
    """Each has a queue and a topic of the site, and no turn has a number of several digits or a name in full."""
    for each in DIALOGUES:
        kind, theme, *sub = each.topic.split("/")
        assert SITE.has_theme(*(Topic(kind, theme, *sub).kind, theme, *sub))
        assert each.queue in SITE.queues
        assert "{advisor}" in each.turns[0]
        assert not any(character.isdigit() for turn in each.turns for character in turn)
        assert 30_000 < spoken_ms(each) < 120_000
    assert len({each.voice for each in DIALOGUES}) > 6
    assert "quiero renovar mi crédito" not in site_to_json(SITE).decode()


def test_two_voices_speak_in_turns() -> None:
    """The advisor has one voice and their own name, the caller another one."""
    speeches = speeches_of(DIALOGUES[0], "asesor2", SITE)
    assert {each.voice for each in speeches[0::2]} == {"m3"}
    assert {each.voice for each in speeches[1::2]} == {DIALOGUES[0].voice}
    assert "Le habla Camilo." in speeches[0].text


def test_the_id_of_a_recording_names_call_and_conversation() -> None:
    """It is an id as gateways make it."""
    id_ = recording_id("abc", 0, 7)
    assert (call_id_of(id_), dialogue_number(id_)) == ("abc", 7)
