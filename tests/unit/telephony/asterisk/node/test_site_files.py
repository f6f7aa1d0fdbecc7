"""The files of a node that follow the site: when they are written, and when Asterisk reads them."""

from pathlib import Path
from typing import cast

import pytest

from telephony.asterisk.ari.events import Response
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.configuration import LINES_FILE, SOURCES_FILE
from telephony.asterisk.node.site_files import ReloadRefused, SiteFiles

PBX, SIP, IDENTIFIER = "pbx_config.so", "res_pjsip.so", "res_pjsip_endpoint_identifier_ip.so"


class Node:
    """A link whose node reloads modules, unless it is away or refuses one."""

    def __init__(self) -> None:
        self.is_up = True
        self.refuses = self.fails = ""
        self.reloaded: list[str] = []

    async def request(self, request: AriRequest) -> Response:
        """See `telephony.asterisk.ari.link.Link`."""
        module = request.path.rpartition("/")[2]
        if module == self.fails:
            raise AsteriskAway("away")
        if module == self.refuses:
            return Response(request_id="1", status_code=409)
        self.reloaded.append(module)
        return Response(request_id="1", status_code=204)

    def take_reloaded(self) -> list[str]:
        """Return the modules that were reloaded since."""
        reloaded, self.reloaded = self.reloaded, []
        return reloaded


class Rig:
    """The files of a node in a folder."""

    def __init__(self, folder: Path) -> None:
        self.node, self.folder = Node(), folder
        self.restored = 0
        self.files = self.start({})

    def start(self, files: dict[str, str]) -> SiteFiles:
        """Start as another process of the gateway."""
        self.files = SiteFiles(cast("AriLink", self.node), self.folder, files, self._on_reload)
        return self.files

    async def _on_reload(self) -> None:
        self.restored += 1


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


async def test_only_a_changed_file_is_read_again(rig: Rig) -> None:
    """A reload of the lines restores what was learned; an equal file reloads nothing."""
    await rig.files.install({LINES_FILE: "a", SOURCES_FILE: "s"})
    assert rig.node.take_reloaded() == [PBX, SIP, IDENTIFIER]
    await rig.files.install({LINES_FILE: "b", SOURCES_FILE: "s"})
    assert rig.node.take_reloaded() == [PBX]
    await rig.files.install({LINES_FILE: "b"})
    assert rig.node.take_reloaded() == []
    assert rig.restored == 2
    assert (rig.folder / SOURCES_FILE).stat().st_mode & 0o777 == 0o600  # it has passwords of trunks


async def test_a_file_that_another_program_changed_is_replaced(rig: Rig) -> None:
    """A node that was written again from an older folder gets the files of the version in force."""
    await rig.files.install({LINES_FILE: "b"})
    rig.node.take_reloaded()
    (rig.folder / LINES_FILE).write_text("older")
    await rig.files.refresh()
    assert (rig.folder / LINES_FILE).read_text() == "b"
    assert rig.node.take_reloaded() == [PBX]


@pytest.mark.parametrize("how", ["down", "lost"])
async def test_while_asterisk_is_away_the_files_are_written_and_read_later(rig: Rig, how: str) -> None:
    """The version takes effect without the node, which is reloaded when it is back."""
    rig.node.is_up, rig.node.fails = (False, "") if how == "down" else (True, PBX)
    await rig.files.install({LINES_FILE: "b"})
    assert (rig.folder / LINES_FILE).read_text() == "b"
    assert rig.node.take_reloaded() == []
    rig.node.is_up, rig.node.fails = True, ""
    await rig.files.refresh()
    assert rig.node.take_reloaded() == [PBX]


async def test_a_refused_reload_is_an_error_and_is_tried_again(rig: Rig) -> None:
    """Asterisk still works with the earlier file, so the version must wait."""
    rig.node.refuses = IDENTIFIER
    with pytest.raises(ReloadRefused):
        await rig.files.install({SOURCES_FILE: "s"})
    rig.node.refuses = ""
    rig.node.take_reloaded()
    await rig.files.install({SOURCES_FILE: "s"})
    assert rig.node.take_reloaded() == [SIP, IDENTIFIER]


async def test_a_new_process_lets_the_node_read_its_files(rig: Rig) -> None:
    """The process before may have died between writing a file and its reload."""
    (rig.folder / LINES_FILE).write_text("b")
    await rig.start({LINES_FILE: "b"}).refresh()
    assert rig.node.take_reloaded() == [PBX]


async def test_a_file_before_one_that_cannot_be_written_is_read(rig: Rig) -> None:
    """The first file is reloaded in the next round, although it does not differ then."""
    (rig.folder / SOURCES_FILE).mkdir()
    with pytest.raises(OSError, match=SOURCES_FILE):
        await rig.files.install({LINES_FILE: "b", SOURCES_FILE: "s"})
    (rig.folder / SOURCES_FILE).rmdir()
    await rig.files.refresh()
    assert rig.node.take_reloaded() == [PBX, SIP, IDENTIFIER]
