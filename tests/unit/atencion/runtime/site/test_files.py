"""The copies of a site's sounds when several threads write the same one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from atencion.runtime.site.files import _write

CONTENT = bytes(200_000)


def test_threads_that_copy_the_same_sound_all_finish(tmp_path: Path) -> None:
    """A draft at the test number and a publication may need the same sound; no draft file is left."""
    with ThreadPoolExecutor(4) as threads:
        copies = [threads.submit(_write, tmp_path / "digest", CONTENT) for _ in range(200)]
    assert [copy.exception() for copy in copies if copy.exception()] == []
    assert [path.name for path in tmp_path.iterdir()] == ["digest"]
    assert (tmp_path / "digest").read_bytes() == CONTENT
