"""What a node says to whom it picks up, before anybody has decided anything: what the line's callers are told first.

So nobody who is picked up waits in silence for our turn, and where we hang, they hear those words again and again. What
is asked for afterwards is what counts: where it is these words, they go on, and nothing need be asked of Asterisk; if
it is others, those are heard instead.

Owns which words a node says, and how it learns others: once two callers of a line in a row were told the same. It must
not know what becomes of a call.
"""

import asyncio
from hashlib import blake2b
from pathlib import Path

import structlog

from telephony.asterisk.ari import rest
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.call.legs import EarlyPrompt
from telephony.asterisk.configuration import EARLY_PROMPT_PREFIX, early_prompt_variable
from telephony.asterisk.node.media_files import write_early_prompt
from telephony.asterisk.recording.timeline import RATE
from telephony.port import Sounds, UnknownSound

log = structlog.get_logger(__name__)

SoundKeys = tuple[str, ...]
_NAME_OCTETS = 8


class EarlyPrompts:
    """Of the lines of one node.

    Args:
        link: to the node.
        sounds: what can be played.
        folder: where the node looks for its sounds, as seen from here; None where it learns nothing.
    """

    def __init__(self, link: AriLink, sounds: Sounds, folder: Path | None) -> None:
        self._link, self._sounds, self._folder = link, sounds, folder
        self._prompts: dict[str, SoundKeys] = {}
        self._last_keys: dict[str, SoundKeys] = {}
        self._installations: dict[str, asyncio.Task[None]] = {}

    def prompt_for(self, line: str, music: str, now: float) -> EarlyPrompt:
        """What a caller hears who has come just now.

        Args:
            line: that they dialled.
            music: the class of music by which the node says it; empty where it has not picked them up.
            now: seconds of any clock that does not go back.
        """
        keys = self._prompts.get(music, ())
        try:
            samples = sum(len(self._sounds.ulaw(key)) for key in keys)
        except UnknownSound:
            return EarlyPrompt(line, music, (), now)
        return EarlyPrompt(line, music, keys, now + samples / RATE)

    def record_prompt(self, prompt: EarlyPrompt, keys: SoundKeys) -> None:
        """A caller is told something by command for the first time; nothing is learned where the node lets them ring.

        Args:
            prompt: what the node says to them by itself.
            keys: of the sounds that they are told.
        """
        if not prompt.music:
            return
        line = prompt.line
        is_usual, self._last_keys[line] = self._last_keys.get(line) == keys, keys
        if is_usual and prompt.keys != keys and self._folder is not None and line not in self._installations:
            task = asyncio.create_task(self._install(self._folder, line, keys), name="first words of a line")
            self._installations[line] = task
            task.add_done_callback(lambda _: self._installations.pop(line))

    def close(self) -> None:
        """The link is about to end."""
        for task in self._installations.values():
            task.cancel()

    async def _install(self, folder: Path, line: str, keys: SoundKeys) -> None:
        name = music_class_name(keys)
        try:
            await asyncio.to_thread(write_early_prompt, folder, name, keys)
            if (await self._link.request(rest.reload_module("res_musiconhold.so"))).is_success:
                self._prompts[name] = keys
                await self._link.request(rest.set_global(early_prompt_variable(line), name))
        except OSError as error:
            self._folder = None
            log.warning("first_words_not_written", line=line, error=type(error).__name__)
        except AsteriskAway:
            log.info("first_words_not_brought", line=line)


def music_class_name(keys: SoundKeys) -> str:
    """The class of music that is these sounds, one after another."""
    return EARLY_PROMPT_PREFIX + blake2b("\n".join(keys).encode(), digest_size=_NAME_OCTETS).hexdigest()
