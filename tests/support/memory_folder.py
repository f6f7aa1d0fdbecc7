"""A folder on a memory file system for tests with unencrypted recordings."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")


@contextmanager
def memory_folder() -> Iterator[Path]:
    """Create a folder on a memory file system and remove it at the end."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)
