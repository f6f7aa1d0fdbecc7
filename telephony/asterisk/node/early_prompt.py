"""The early prompt of a line: the sounds that a node plays to a caller it has answered, before the first command.

Callers do not wait in silence for this process; if it hangs, the prompt repeats. The first command decides: if it
plays the same sounds they simply continue, without a request to Asterisk; if not, they are replaced.

Owns which prompt each line has and how it is learned: when two callers of a line in a row were played the same
sounds. It must not know how a call continues.
"""

import asyncio
from hashlib import blake2b

import structlog

from telephony.asterisk.ari import rest
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.call.legs import EarlyPrompt
from telephony.asterisk.configuration import EARLY_PROMPT_PREFIX, early_prompt_variable
from telephony.asterisk.node.media_files import MediaFolder
from telephony.asterisk.recording.timeline import RATE
from telephony.port import Sounds, UnknownSound

log = structlog.get_logger(__name__)

SoundKeys = tuple[str, ...]
_NAME_OCTETS = 8


class EarlyPrompts:
    """The early prompts of a node's lines. Without a sound folder it learns none."""

    def __init__(self, link: AriLink, sounds: Sounds, folder: MediaFolder | None) -> None:
        self._link, self._sounds, self._folder = link, sounds, folder
        self._prompts: dict[str, SoundKeys] = {}
        self._last_keys: dict[str, SoundKeys] = {}
        self._installed: dict[str, str] = {}
        self._installations: dict[str, asyncio.Task[None]] = {}

    def prompt_for(self, line: str, music: str, now: float) -> EarlyPrompt:
        """Return the early prompt of a caller who has just arrived."""
        keys = self._prompts.get(music, ())
        try:
            samples = sum(len(self._sounds.ulaw(key)) for key in keys)
        except UnknownSound:
            return EarlyPrompt(line, music, (), now)
        return EarlyPrompt(line, music, keys, now + samples / RATE)

    def record_prompt(self, prompt: EarlyPrompt, keys: SoundKeys) -> None:
        """Note the first sounds that a caller is played by command, and install them if they are the usual ones."""
        if not prompt.music:
            return
        line = prompt.line
        is_usual, self._last_keys[line] = self._last_keys.get(line) == keys, keys
        if is_usual and prompt.keys != keys and self._folder is not None and line not in self._installations:
            task = asyncio.create_task(self._install(self._folder, line, keys), name="first words of a line")
            self._installations[line] = task
            task.add_done_callback(lambda _: self._installations.pop(line))

    async def restore(self) -> None:
        """Set the learned prompts again, after the node has read its lines.

        Raises:
            AsteriskAway: it did not answer.
        """
        for line, name in self._installed.items():
            await self._link.request(rest.set_global(early_prompt_variable(line), name))

    def close(self) -> None:
        """Cancel installations in progress."""
        for task in self._installations.values():
            task.cancel()

    async def _install(self, folder: MediaFolder, line: str, keys: SoundKeys) -> None:
        name = music_class_name(keys)
        try:
            await asyncio.to_thread(folder.write_early_prompt, name, keys)
            if (await self._link.request(rest.reload_module("res_musiconhold.so"))).is_success:
                self._prompts[name], self._installed[line] = keys, name
                await self._link.request(rest.set_global(early_prompt_variable(line), name))
        except OSError as error:
            self._folder = None
            log.warning("first_words_not_written", line=line, error=type(error).__name__)
        except AsteriskAway:
            log.info("first_words_not_brought", line=line)


def music_class_name(keys: SoundKeys) -> str:
    """Return the name of the music class that plays these sounds in sequence."""
    return EARLY_PROMPT_PREFIX + blake2b("\n".join(keys).encode(), digest_size=_NAME_OCTETS).hexdigest()
