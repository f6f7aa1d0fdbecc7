"""The first words that the node plays by itself: when they replace a Play, and how they are learned."""

import asyncio
import itertools
from pathlib import Path
from typing import cast

import pytest

from telephony import port
from telephony.asterisk.ari.events import Response
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.held_call import HeldCall
from telephony.asterisk.call.legs import EarlyPrompt
from telephony.asterisk.configuration import NO_PROMPT, early_prompt_variable
from telephony.asterisk.node.early_prompt import EarlyPrompts, music_class_name
from telephony.asterisk.node.media_files import MediaFolder

CALL = "n-1.0"
KEYS = ("saludo", "aviso")
CLOSED = ("cerrado",)
WORDS = EarlyPrompt("bogota", music_class_name(KEYS), KEYS, 5.0)
NO_WORDS = EarlyPrompt("bogota", NO_PROMPT, (), 0.0)
_numbers = itertools.count(1)


class Caller:
    """A caller whom the node answered and who hears these words."""

    def __init__(self, words: EarlyPrompt = WORDS) -> None:
        self.held = HeldCall(CALL, BridgePool("b-"))
        self.held.add_caller(CALL, is_up=True, early_prompt=words)

    def do(self, kind: type[port.Command], now: float, **fields: object) -> str:
        """Execute a command and return its id."""
        command = kind(id=f"{CALL}/{next(_numbers)}", call_id=CALL, **fields)  # type: ignore[arg-type]
        self.held.execute(cast("port.AnyCommand", command), now)
        return command.id

    def asked(self) -> list[str]:
        """Return the new requests to Asterisk."""
        requests = [f"{request.method} {request.path.partition(CALL)[2]}" for request in self.held.requests]
        self.held.requests.clear()
        return requests

    def ended(self) -> list[str]:
        """Return how the plays have ended since."""
        ended = [signal.ended for signal in self.held.signals if isinstance(signal, port.PlaybackEnded)]
        self.held.signals.clear()
        return ended


def test_words_that_the_node_says_already_are_not_asked_for_and_end_in_their_time() -> None:
    """A Play of the words that the node already plays sends nothing, and ends after their length."""
    caller = Caller()
    caller.do(port.Play, 0.5, sounds=KEYS)
    assert caller.asked() == []
    assert caller.held.deadline == 5.0
    caller.held.on_deadline(4.9)
    assert caller.ended() == []
    caller.held.on_deadline(5.0)
    assert caller.ended() == ["finished"]
    assert caller.asked() == ["DELETE /moh"]
    assert caller.held.deadline is None


@pytest.mark.parametrize(
    ("words", "now"), [(WORDS, 5.0), (NO_WORDS, 0.0), (EarlyPrompt("bogota", "first~x", (), 9.0), 0.0)]
)
def test_words_already_finished_or_unknown_are_played_again(words: EarlyPrompt, now: float) -> None:
    """Words already finished, or unknown, are played again, so that they are surely heard."""
    caller = Caller(words)
    play = caller.do(port.Play, now, sounds=KEYS)
    assert caller.asked() == ["DELETE /moh", f"POST /play/{play.replace('/', '~')}"]
    assert caller.held.deadline is None


def test_wrong_prompt_of_node_is_replaced() -> None:
    """If the node plays the wrong words, as in the minute in which a line closes, the right ones replace them."""
    caller = Caller()
    play = caller.do(port.Play, 0.1, sounds=CLOSED)
    assert caller.asked() == ["DELETE /moh", f"POST /play/{play.replace('/', '~')}"]


def test_words_count_for_first_play_only() -> None:
    """The words count for the first Play only."""
    caller = Caller()
    caller.do(port.Play, 0.1, sounds=KEYS)
    again = caller.do(port.Play, 0.2, sounds=KEYS)
    assert caller.ended() == ["interrupted"]
    assert caller.asked() == ["DELETE /moh", f"POST /play/{again.replace('/', '~')}"]


@pytest.mark.parametrize("interruptible", [True, False])
def test_a_key_ends_words_that_may_be_interrupted(interruptible: bool) -> None:
    """A key ends only interruptible words, and a collection does not depend on the time."""
    caller = Caller()
    caller.do(port.Play, 0.1, sounds=KEYS, interruptible=interruptible)
    caller.do(port.Collect, 0.1, first_digit_s=3.0)
    caller.held.on_key(CALL, "1", 1.0)
    assert caller.ended() == (["interrupted"] if interruptible else [])
    assert caller.asked() == (["DELETE /moh"] if interruptible else [])


def test_the_silence_after_them_counts_from_their_end() -> None:
    """The time of a collection starts at the end of the words, as after any Play."""
    caller = Caller()
    caller.do(port.Play, 0.1, sounds=KEYS)
    caller.do(port.Collect, 0.1, first_digit_s=3.0)
    caller.held.on_deadline(5.0)
    assert caller.held.deadline == 8.0
    caller.held.on_deadline(8.0)
    assert [signal.ended for signal in caller.held.signals if isinstance(signal, port.DigitsCollected)] == ["timeout"]


def test_music_takes_their_place_in_one_request() -> None:
    """One request replaces the words by music."""
    caller = Caller()
    caller.do(port.Play, 0.1, sounds=KEYS, interruptible=True)
    caller.do(port.Music, 1.0, sound="espera")
    assert caller.asked() == ["POST /moh"]
    assert caller.ended() == ["interrupted"]


def test_dialplan_music_is_stopped_before_words() -> None:
    """The words' music is stopped before the dialplan, and there is no playback to stop."""
    caller = Caller()
    caller.do(port.Play, 0.1, sounds=KEYS)
    caller.do(port.Rescue, 1.0, sounds=("disculpa",))
    requests = caller.asked()
    assert requests[0] == "DELETE /moh"
    assert not any("playbacks" in each for each in requests)


# Learning


class Sounds:
    """Sounds of one second each."""

    def ulaw(self, key: str) -> bytes:
        """See `telephony.port.Sounds`."""
        if key == "gone":
            raise port.UnknownSound(key)
        return b"\xff" * 8000

    alaw = ulaw


class Node:
    """A link whose node executes all requests unless it is away."""

    def __init__(self) -> None:
        self.asked: list[AriRequest] = []
        self.is_away = False

    async def request(self, request: AriRequest) -> Response:
        """See `telephony.asterisk.ari.link.Link`."""
        if self.is_away:
            raise AsteriskAway("away")
        self.asked.append(request)
        return Response(request_id="1", status_code=204)


class Line:
    """A line whose callers arrive one after another."""

    def __init__(self, folder: Path | None) -> None:
        self.node = Node()
        media = None if folder is None else MediaFolder(folder)
        if media is not None:
            media.write_sounds([*KEYS, *CLOSED], Sounds())
        self.words = EarlyPrompts(cast("AriLink", self.node), Sounds(), media)
        self.music = NO_PROMPT

    async def play_prompt(self, *keys: str) -> EarlyPrompt:
        """Play this first to one more caller and return what the node played by itself."""
        heard = self.words.prompt_for("bogota", self.music, 100.0)
        self.words.record_prompt(heard, keys)
        await asyncio.gather(*self.words._installations.values())
        for request in self.node.asked:
            if request.query.get("variable") == early_prompt_variable("bogota"):
                self.music = request.query["value"]
        return heard


async def test_third_caller_hears_learned_prompts_from_node(tmp_path: Path) -> None:
    """After two equal first prompts the third caller hears them from the node, in order, with a silence after them."""
    line = Line(tmp_path)
    await line.play_prompt(*KEYS)
    await line.play_prompt(*KEYS)
    assert await line.play_prompt(*KEYS) == EarlyPrompt("bogota", music_class_name(KEYS), KEYS, 102.0)
    files = sorted((tmp_path / line.music).iterdir())
    assert [file.name for file in files] == [f"0{index}.{law}" for index in range(3) for law in ("alaw", "ulaw")]
    assert [file.resolve().stem for file in files[::2]] == [*KEYS, NO_PROMPT]
    assert line.music in (tmp_path / "first_words.conf").read_text()
    paths = [request.path for request in line.node.asked]
    assert paths == ["asterisk/modules/res_musiconhold.so", "asterisk/variable"]


async def test_one_exception_is_no_rule(tmp_path: Path) -> None:
    """Two alternating first prompts are not learned again and again."""
    line = Line(tmp_path)
    for _ in range(5):
        await line.play_prompt(*KEYS)
        await line.play_prompt(*CLOSED)
    assert line.node.asked == []


async def test_another_hour_is_learned_as_the_first_was(tmp_path: Path) -> None:
    """New words are learned; the old ones stay known for callers who still hear them."""
    line = Line(tmp_path)
    for keys in (KEYS, KEYS, CLOSED, CLOSED):
        await line.play_prompt(*keys)
    assert (await line.play_prompt(*CLOSED)).keys == CLOSED
    assert line.words.prompt_for("bogota", music_class_name(KEYS), 0.0).keys == KEYS


async def test_words_learned_by_earlier_process_are_unknown_to_this_one(tmp_path: Path) -> None:
    """Words learned by an earlier process are unknown to this one, so they are played again until learned."""
    line = Line(tmp_path)
    line.music = music_class_name(KEYS)
    assert (await line.play_prompt(*KEYS)).keys == ()
    await line.play_prompt(*KEYS)
    assert (await line.play_prompt(*KEYS)).keys == KEYS


async def test_words_with_a_sound_that_is_gone_are_not_known(tmp_path: Path) -> None:
    """Words with a sound that the new site lacks are unknown."""
    line = Line(tmp_path)
    line.words._prompts["first~x"] = ("saludo", "gone")
    assert line.words.prompt_for("bogota", "first~x", 7.0) == EarlyPrompt("bogota", "first~x", (), 7.0)


async def test_where_nothing_can_be_written_the_node_says_nothing_by_itself(tmp_path: Path) -> None:
    """Without a writable folder the node plays nothing by itself, and writing is not retried with each call."""
    line = Line(tmp_path)
    (tmp_path / music_class_name(KEYS)).touch()
    for _ in range(4):
        await line.play_prompt(*KEYS)
    assert line.node.asked == []
    assert line.words._folder is None
    nowhere = Line(None)
    await nowhere.play_prompt(*KEYS)
    await nowhere.play_prompt(*KEYS)
    assert nowhere.node.asked == []


async def test_words_of_which_a_sound_is_not_there_are_not_learned(tmp_path: Path) -> None:
    """Words with a missing sound are not learned, because a missing notice must not count as heard."""
    line = Line(tmp_path)
    (tmp_path / "aviso" / "aviso.alaw").unlink()
    for _ in range(3):
        await line.play_prompt(*KEYS)
    assert line.node.asked == []


async def test_a_node_that_is_away_learns_when_it_is_back(tmp_path: Path) -> None:
    """Words count as learned only after the node confirms them."""
    line = Line(tmp_path)
    line.node.is_away = True
    for _ in range(3):
        await line.play_prompt(*KEYS)
    line.node.is_away = False
    await line.play_prompt(*KEYS)
    assert (await line.play_prompt(*KEYS)).keys == KEYS
