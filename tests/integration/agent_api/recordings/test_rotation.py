"""A new master key opens each recording, and no file is changed."""

import pytest

from agent_api.recordings import queries, store
from storage.errors import MasterKeyUnknown
from storage.postgres.engine import unit_of_work
from storage.recordings.key_rotation import rewrap_keys
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from tests.support.desks.recording_rig import RecordingRig, wav_bytes
from tests.support.facts.call_logs import MASTER_KEY

pytestmark = pytest.mark.integration
NEW = b"n" * 32


async def test_after_a_rotation_the_old_key_is_not_needed(tapes: RecordingRig) -> None:
    """Each key is rewrapped once, batch by batch, and a second run has nothing to do."""
    ids = [await tapes.store_recording(f"c{n}") for n in range(3)]
    before = {file: file.read_bytes() for file in tapes.vault.folder.rglob("*.rec")}
    engine, folder = tapes.desk.rig.engine, tapes.vault.folder
    both = Vault(folder, lambda: MasterKeys([NEW, MASTER_KEY]))
    for walked in (3, 0):
        assert walked == await rewrap_keys(
            engine, both, store.list_wrapped_with_other_key, store.set_wrapped_key, batch=2
        )
    assert {file: file.read_bytes() for file in before} == before
    alone = Vault(folder, lambda: MasterKeys([NEW]))
    async with unit_of_work(engine) as connection:
        rows = [await queries.find(connection, id_) for id_ in ids]
        assert await store.count_by_key(connection) == {alone.keys.current: 3}
    for row in rows:
        assert row is not None
        assert row.vault_file is not None
        assert b"".join(alone.read(row.vault_file)) == wav_bytes()
        with pytest.raises(MasterKeyUnknown):
            list(tapes.vault.read(row.vault_file))
