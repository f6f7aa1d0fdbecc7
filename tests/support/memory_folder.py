"""A folder on a memory file system for tests, where plain recordings may lie."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")


@contextmanager
def memory_folder() -> Iterator[Path]:
    """A folder on a memory file system, gone at the end."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)
