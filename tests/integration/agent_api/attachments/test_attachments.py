"""Files of a ticket: attached, listed, downloaded, and always whole."""

import asyncio
import dataclasses
import errno
import io
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
import pytest

from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.orphans import OrphanSweeper
from eventlog.facts import AttachmentOpened, AttachmentStored
from storage.errors import DatabaseAway
from storage.recordings.key_rotation import rewrap_keys
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import StoredFile, Vault
from tests.support.desks.attachment_rig import PDF, AttachmentRig
from tests.support.facts.call_logs import MASTER_KEY
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration


class FullDisk(Vault):
    """A folder on a full disk: the kernel reports it in the middle of a file."""

    def store(self, recording: str, path: str, plain: io.BufferedIOBase) -> StoredFile:  # type: ignore[override]
        """Write a part, and fail as write(2) does."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.with_name(target.name + ".part").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_files_are_attached_and_given_back(files: AttachmentRig) -> None:
    """Several files at once come back byte by byte, as downloads whose type no browser guesses."""
    answer = await files.attach(("Carta de Ñandú.pdf", PDF), ("nota.txt", "Según lo hablado".encode()))
    assert answer.status_code == 201, answer.text
    first, second = await files.list_attachments()
    assert [first["name"], second["name"]] == ["Carta de Ñandú.pdf", "nota.txt"]
    assert (first["media_type"], first["size"], first["stored_by"]) == ("application/pdf", len(PDF), "asesor1")
    response = await files.open(first["id"])
    assert response.content == PDF
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''Carta%20de%20%C3%91and%C3%BA.pdf"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert response.headers["cache-control"] == "no-store"


async def test_each_file_is_fact_without_its_name(files: AttachmentRig) -> None:
    """The fact has the user and the digest of the encrypted file, and each download is a fact."""
    attached = (await files.attach(("Ana Peña.pdf", PDF))).json()["attachments"][0]
    await files.open(attached["id"])
    (stored,), (opened,) = [await files.desk.journaled_facts(each) for each in ("AttachmentStored", "AttachmentOpened")]
    id_, number = attached["id"], files.number
    assert stored.fact == AttachmentStored(
        attachment=id_, ticket=number, kind="pdf", size=len(PDF), digest=attached["digest"]
    )
    assert (opened.fact, opened.actor) == (AttachmentOpened(attachment=id_, ticket=number), "advisor:asesor1")


async def test_nothing_lies_in_plain_bytes(files: AttachmentRig) -> None:
    """Neither disk nor database has a word of the file or its name."""
    await files.attach(("Ana Peña.pdf", PDF))
    stored = b"".join(each.read_bytes() for each in files.stored_paths())
    assert stored
    for word in (b"Certificado", b"estudios", b"%PDF-1.7"):
        assert word not in stored
    assert "Peña".encode() not in await files.desk.bytes_of("attachment")


@pytest.mark.parametrize(
    ("name", "content", "status", "code", "detail"),
    [
        ("carta.pdf", b"MZ\x90\x00", 400, "attachment_refused", "es un programa"),
        ("vacio.pdf", b"", 400, "attachment_refused", "está vacío"),
        ("foto.png", b"<svg onload=x>", 400, "attachment_refused", "página web"),
        ("grande.pdf", b"%PDF-" + bytes(10 * 1024 * 1024), 413, "attachment_too_large", "más de 10 MiB"),
    ],
)
async def test_refused_file_has_its_reason_and_no_file_is_stored(
    files: AttachmentRig, name: str, content: bytes, *, status: int, code: str, detail: str
) -> None:
    """The refusal has its reason in a sentence, and no other file of the request is stored."""
    answer = await files.attach(("buena.pdf", PDF), (name, content))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert detail in answer.json()["detail"]
    assert (await files.list_attachments(), files.stored_paths()) == ([], [])


async def test_invalid_upload_gets_422(files: AttachmentRig) -> None:
    """Another type, another field, no file, a text for a file, and a missing boundary get 422."""
    path = f"/tickets/{files.number}/attachments"
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    bodies = [
        {"json": {"files": []}},
        {"files": [("otro", ("a.pdf", PDF))]},
        {"content": b"--x--\r\n", "headers": form},
        {"content": b"--x\r\nContent-Disposition: form-data; name=files\r\n\r\na\r\n--x--\r\n", "headers": form},
        {"content": b"nothing", "headers": form},
        {"content": b"", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"--x\r\n\xff: \xff\r\n\r\n\r\n--x--", "headers": form},
    ]
    for body in bodies:
        answer = await files.desk.ask("asesor1", "POST", path, **body)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed_body"), body


async def test_ticket_with_files_does_not_exist_for_other_users(files: AttachmentRig) -> None:
    """For other users the ticket does not exist; the oversight sees that there is a file, not its name or content."""
    id_ = (await files.attach(("a.pdf", PDF))).json()["attachments"][0]["id"]
    assert (await files.open(id_, "asesor2")).status_code == 404
    assert (await files.attach(("b.pdf", PDF), user="asesor2")).status_code == 404
    assert (await files.attach(("b.pdf", PDF), user="calidad:cal1")).status_code == 403
    assert [each["name"] for each in await files.list_attachments("interventoria:int1")] == [None]
    assert (await files.open(id_, "interventoria:int1")).status_code == 403
    assert (await files.open(id_, "supervisor:sup1")).status_code == 200
    assert (await files.open("0" * 32)).status_code == 404


async def test_the_same_file_again_is_the_one_that_is_there(files: AttachmentRig) -> None:
    """Sent twice in one form, concurrently and later, it is one row, one file, one fact."""
    answers = await asyncio.gather(*(files.attach(("a.pdf", PDF), ("b.pdf", PDF)) for _ in range(4)))
    answers.append(await files.attach(("otro nombre.pdf", PDF)))
    assert {each.status_code for each in answers} == {201}
    assert len({file["id"] for each in answers for file in each.json()["attachments"]}) == 1
    assert len(files.stored_paths()) == await files.desk.rows("attachment") == 1
    assert len(await files.desk.journaled_facts("AttachmentStored")) == 1


async def test_a_ticket_has_so_many_files_and_no_more(files: AttachmentRig) -> None:
    """The limit holds for concurrent requests, and refused files leave no trace."""
    rules = msgspec.structs.replace(files.desk.rig.site.attachments, most_files=3)
    site = msgspec.structs.replace(files.desk.rig.site, attachments=rules)
    files.desk.rig.app.state.context = dataclasses.replace(files.desk.rig.app.state.context, site=site)
    answers = await asyncio.gather(*(files.attach((f"{n}.txt", str(n).encode())) for n in range(6)))
    assert sorted(each.status_code for each in answers) == [201, 201, 201, 409, 409, 409]
    assert {each.json()["code"] for each in answers if each.status_code == 409} == {"attachments_full"}
    assert len(files.stored_paths()) == await files.desk.rows("attachment") == 3


async def test_full_disk_gives_503(files: AttachmentRig) -> None:
    """The answer is 503 with advice, and there is no row, no fact and no partial file."""
    full = FullDisk(files.vault.folder, lambda: MasterKeys([MASTER_KEY]))
    files.desk.rig.app.state.context = dataclasses.replace(files.desk.rig.app.state.context, attachment_vault=full)
    answer = await files.attach(("a.pdf", PDF))
    assert (answer.status_code, answer.json()["code"]) == (503, "attachments_disk_full")
    assert files.stored_paths() == []
    assert await files.desk.rows("attachment") == 0


async def test_a_database_that_goes_away_leaves_no_file(files: AttachmentRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file on the disk is removed if its row is not committed."""

    async def away(*_: object) -> None:
        raise DatabaseAway

    monkeypatch.setattr(store, "add", away)
    assert (await files.attach(("a.pdf", PDF))).status_code == 503
    assert files.stored_paths() == []


async def test_file_without_row_is_removed_once_it_is_old_finished_or_not(files: AttachmentRig) -> None:
    """A file without a row is removed once it is old, finished or not; one with a row stays at any age."""
    await files.attach(("a.pdf", PDF))
    files.vault.store("attachment:x", f"{CAMPAIGN}/2026-11/x", io.BytesIO(b"left"))
    (files.vault.folder / CAMPAIGN / "2026-11" / "y.part").write_bytes(b"half")
    other = files.vault.store("attachment:z", "otra/2026-11/z", io.BytesIO(b"another campaign's"))
    clock = [datetime.now(UTC)]
    sweep = OrphanSweeper(files.desk.rig.engine, files.vault, CAMPAIGN, now=lambda: clock[0])
    assert await sweep.sweep() == 0
    clock[0] += timedelta(hours=2)
    assert await sweep.sweep() == 2
    assert len(files.stored_paths()) == 2
    assert (files.vault.folder / other.path).exists()
    assert (await files.open((await files.list_attachments())[0]["id"])).content == PDF


async def test_damaged_file_serves_no_byte(files: AttachmentRig) -> None:
    """Not one byte of it is served."""
    id_ = (await files.attach(("a.pdf", PDF))).json()["attachments"][0]["id"]
    (path,) = files.stored_paths()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    answer = await files.open(id_)
    assert (answer.status_code, answer.json()["code"]) == (500, "attachment_damaged")
    assert await files.desk.journaled_facts("AttachmentOpened") == []


async def test_rotated_master_key_opens_old_attachments(files: AttachmentRig) -> None:
    """After a rotation the old key is no longer needed."""
    id_ = (await files.attach(("a.pdf", PDF))).json()["attachments"][0]["id"]
    fresh = b"another master key of the tests."
    both = Vault(files.vault.folder, lambda: MasterKeys([fresh, MASTER_KEY]))
    walk = partial(
        rewrap_keys,
        files.desk.rig.engine,
        both,
        store.list_wrapped_with_other_key,
        store.set_wrapped_key,
    )
    assert [await walk(), await walk()] == [1, 0]
    alone = Vault(files.vault.folder, lambda: MasterKeys([fresh]))
    files.desk.rig.app.state.context = dataclasses.replace(files.desk.rig.app.state.context, attachment_vault=alone)
    assert (await files.open(id_)).content == PDF


async def test_receipt_names_files_of_petition(files: AttachmentRig) -> None:
    """The receipt is a PDF for users who see the ticket, and another file makes another page."""
    path = f"/tickets/{files.number}/receipt"
    before = await files.desk.ask("asesor1", "GET", path)
    assert (before.status_code, before.headers["content-type"]) == (200, "application/pdf")
    assert before.headers["content-disposition"] == f'inline; filename="constancia-{files.number}.pdf"'
    await files.attach(("certificado.pdf", PDF))
    assert (await files.desk.ask("asesor1", "GET", path)).content != before.content
    assert (await files.desk.ask("asesor2", "GET", path)).status_code == 404
    assert (await files.desk.ask("interventoria:int1", "GET", path)).status_code == 403
