"""A child that died: how, and what it said last."""

import signal
from pathlib import Path

import pytest

from storage.embedded.children import Child, Process, ending
from storage.errors import ServerFailed


@pytest.mark.parametrize(
    ("code", "told"), [(0, "0"), (3, "3"), (-9, "SIGKILL"), (-11, "SIGSEGV"), (-40, "signal 40"), (None, "unknown")]
)
def test_how_it_ended_is_told_by_name(code: int | None, told: str) -> None:
    """A signal by its name, where it has one."""
    assert ending(code) == told


class Dead:
    """A process that ended at once."""

    pid = 0

    def poll(self) -> int:
        """See Process."""
        return 1

    def send_signal(self, sig: int) -> None:
        """See Process."""

    def kill(self) -> None:
        """See Process."""


@pytest.mark.parametrize(("said", "told"), [("\x1b[33mno puedo\x1b[0m", "no puedo"), ("", "no dijo nada")])
async def test_its_last_words_are_its_own(tmp_path: Path, said: str, told: str) -> None:
    """What another said in the same file, before it was started, is none of them; nor are colours."""
    log = tmp_path / "child.log"
    log.write_text("adiós\n")

    async def spawn(path: Path, _: signal.Signals) -> Process:
        with path.open("a") as file:
            file.write(said)
        return Dead()

    async def never() -> bool:
        return False

    child = Child("niño", spawn, log=log, stop_signal=signal.SIGTERM, ready=never)
    with pytest.raises(ServerFailed, match=f"niño no pudo iniciar: {told}$"):
        await child.start()
