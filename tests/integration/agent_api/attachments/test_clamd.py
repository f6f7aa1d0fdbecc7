"""The client of clamd, with Debian's clamd and with servers that fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_api.tickets.attachments.antivirus.clamd import Clamd, NotScanned, ScannerUnavailable
from config.site.tickets.attachments import MAX_MIB
from tests.support.programs import free_ports
from tests.support.servers.clamd import EICAR, TEST_SIGNATURE, answer_with, clamd, fake_clamd, stay_silent

pytestmark = pytest.mark.integration
VERSION = b"ClamAV 1.4.3/27500/Thu Nov 26 2026\0"
LIMIT_S = 0.3


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Return the addresses of a clamd: host and port, and its socket."""
    folder = tmp_path_factory.mktemp("clamd")
    with clamd(folder) as port:
        yield f"localhost:{port}", str(folder / "clamd.sock")


@pytest.mark.parametrize("way", [0, 1])
async def test_clamd_reports_finding_by_tcp_and_socket(at: tuple[str, str], way: int) -> None:
    """By TCP and by its socket each verdict names the scanner."""
    clamd_client = Clamd(at[way])
    clean = await clamd_client.scan(b"%PDF-1.7\n" + bytes(range(256)) * 4096)
    assert (clean.finding, clean.scanner) == ("", await clamd_client.version())
    assert clean.scanner.startswith("ClamAV ")
    assert (await clamd_client.scan(EICAR)).finding == "Eicar-Test-Signature.UNOFFICIAL"
    assert (await clamd_client.scan(b"%PDF-1.7\n" + TEST_SIGNATURE)).finding == "Atencion.Prueba.UNOFFICIAL"


async def test_virus_in_last_bytes_is_found_with_limits_of_compose(at: tuple[str, str]) -> None:
    """With the limits of Compose, a virus in the last bytes is found."""
    largest = bytes(MAX_MIB * 1024 * 1024 - len(TEST_SIGNATURE)) + TEST_SIGNATURE
    assert (await Clamd(at[0]).scan(largest)).finding == "Atencion.Prueba.UNOFFICIAL"


async def test_clamd_closes_connection_during_upload_and_client_still_reads_its_answer(tmp_path: Path) -> None:
    """Clamd closes the connection during the upload, and the client still reads its answer, by TCP and by socket."""
    with clamd(tmp_path, StreamMaxLength="1M") as port:
        for address in (f"127.0.0.1:{port}", str(tmp_path / "clamd.sock")):
            with pytest.raises(NotScanned):
                await Clamd(address).scan(bytes(20 * 1024 * 1024))
            assert (await Clamd(address).scan(b"small")).finding == ""
        with pytest.raises(NotScanned, match="size limit exceeded"):
            await Clamd(str(tmp_path / "clamd.sock")).scan(bytes(20 * 1024 * 1024))


async def test_by_default_clamav_calls_file_clean_that_it_did_not_scan(tmp_path: Path) -> None:
    """By default ClamAV calls a file clean that it did not scan; the configuration of Compose does not."""
    with clamd(tmp_path, MaxFileSize="1M") as port:
        verdict = await Clamd(f"127.0.0.1:{port}").scan(bytes(2 * 1024 * 1024))
    assert verdict.finding == "Heuristics.Limits.Exceeded.MaxFileSize"


@pytest.mark.parametrize("address", ["127.0.0.1:{}", "/nowhere/clamd.sock", "host.invalid:3310", "a..b:3310"])
async def test_unreachable_antivirus_is_reported(address: str) -> None:
    """A closed port, no socket, an unknown host and an impossible host name are reported as unreachable."""
    [port] = free_ports(1)
    with pytest.raises(ScannerUnavailable):
        await Clamd(address.format(port)).scan(b"x")


@pytest.mark.parametrize("answer", [b"", b"ClamAV", b"\0", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff\0", b"x" * 9000])
async def test_another_server_is_no_antivirus(answer: bytes) -> None:
    """No part of the file is sent to it."""
    async with fake_clamd(answer_with(answer, b"stream: OK\0")) as address:
        with pytest.raises(ScannerUnavailable):
            await Clamd(address).scan(b"x")


@pytest.mark.parametrize("answer", [b"", b"stream: O", b"PONG\0", b"stream: Out of memory ERROR\0", None])
async def test_broken_scanner_passes_no_file(answer: bytes | None) -> None:
    """A scanner that hangs up, answers half, answers something else, fails, or never answers passes no file."""
    async with fake_clamd(answer_with(VERSION, answer)) as address:
        with pytest.raises(NotScanned):
            await Clamd(address, scan_timeout_s=LIMIT_S).scan(bytes(10_000_000))


async def test_server_that_accepts_request_and_never_answers_counts_as_unreachable() -> None:
    """A server that accepts the request and never answers counts as unreachable."""
    async with fake_clamd(stay_silent) as address:
        with pytest.raises(ScannerUnavailable):
            await Clamd(address, answer_timeout_s=LIMIT_S).version()
