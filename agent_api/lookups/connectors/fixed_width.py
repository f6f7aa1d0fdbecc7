"""Query a mainframe extract: a file of records of equal length.

Owns reading the file in blocks, never as a whole, in threads of its own, so that a hanging disk delays no other work.
`mainframe_records` decodes records, `record_search` finds them.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import cached_property
from io import FileIO
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Final

from agent_api.lookups.connectors.port import SourceRow, required_entries, row_limit
from agent_api.lookups.domain.failure_reasons import NotAvailable
from agent_api.lookups.domain.mainframe_records import InvalidItem, decode
from agent_api.lookups.domain.record_search import Key, NotSorted, binary_search, linear_search, record_key, search_key
from config.lookup_environment import LookupEnvironment
from config.os_errors import describe_os_error
from config.site.customers.copybook import ElementaryItem, Layout, read_layout
from config.site.customers.lookups import Connector, Extract, Lookup

_BLOCK_BYTES: Final = 256 * 1024
_THREADS: Final = 4


class FixedWidthConnector:
    """A file of records, opened for each query, so that it can be replaced between two queries."""

    def __init__(self, connector: Connector, addresses: LookupEnvironment) -> None:
        assert connector.extract is not None  # validated when the site was loaded
        self._name, self._extract, self._addresses = connector.id, connector.extract, addresses
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix=f"lookup-{connector.id}")

    async def rows(self, lookup: Lookup, data: Mapping[str, str]) -> list[SourceRow]:
        """Look up the key in the file; see `SystemConnector.rows`."""
        path = self._addresses.get(self._name)
        if path is None:
            raise NotAvailable("not_configured", "no tiene dirección")
        stop = Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._read, Path(path), lookup, dict(data), stop
            )
        finally:
            stop.set()

    async def close(self) -> None:
        """Stop the threads without waiting for them."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _layout(self) -> Layout:
        return read_layout(self._extract.layout)

    def _read(self, path: Path, lookup: Lookup, data: Mapping[str, str], stop: Event) -> list[SourceRow]:
        try:
            with FileIO(path) as file:
                records = _RecordFile(file, self._extract.record_bytes, stop)
                matching = self._records(records, lookup, data)
                return [self._row(each, lookup) for each in islice(matching, row_limit(lookup))]
        except OSError as error:
            raise NotAvailable("unreachable", f"no se puede leer el archivo ({describe_os_error(error)})") from error
        except InvalidItem as error:
            raise NotAvailable("bad_record", str(error)) from error
        except NotSorted:
            raise NotAvailable("bad_record", "los registros no están en el orden que dice sorted_by") from None

    def _records(self, records: "_RecordFile", lookup: Lookup, data: Mapping[str, str]) -> Iterator[bytes]:
        """Yield the records with the customer's keys, by binary search where the file is sorted by queried items."""
        values = {entry: data[datum] for datum, entry in lookup.match.items()}
        sorted_items, unsorted_items = _split_keys(self._extract, self._layout, values)
        encoding = self._extract.encoding
        key, others = search_key(sorted_items, values, encoding), search_key(unsorted_items, values, encoding)
        if key is None or others is None:
            return iter(())
        find = binary_search if sorted_items else linear_search
        items, by = (sorted_items, key) if sorted_items else (unsorted_items, others)
        matching = find(records.read, records.count, items, by, encoding)
        return (each for each in matching if _has_key(unsorted_items, each, others, self._extract))

    def _row(self, record: bytes, lookup: Lookup) -> SourceRow:
        items = self._layout.items
        return {
            entry: _plain_value(decode(items[entry], record, self._extract.encoding), items[entry])
            for entry in required_entries(lookup)
        }


def _has_key(items: tuple[ElementaryItem, ...], record: bytes, key: Key, extract: Extract) -> bool:
    return record_key(items, record, extract.encoding) == key


def _split_keys(
    extract: Extract, layout: Layout, named: Mapping[str, str]
) -> tuple[tuple[ElementaryItem, ...], tuple[ElementaryItem, ...]]:
    """Split the queried items into those that the file is sorted by, and the rest."""
    sorted_names = []
    for name in extract.sorted_by:
        if name not in named:
            break
        sorted_names.append(name)
    unsorted_names = [name for name in named if name not in sorted_names]
    return tuple(layout.items[name] for name in sorted_names), tuple(layout.items[name] for name in unsorted_names)


def _plain_value(value: str | Decimal, item: ElementaryItem) -> object:
    """Keep the leading zeros of whole numbers without a scale: many are codes or dates, not amounts."""
    if isinstance(value, str) or item.scale or value < 0:
        return value
    return f"{int(value):0{item.digits}}"


class _RecordFile:
    """Reads records of an open file by number.

    Args:
        file: unbuffered.
        size: bytes of a record.
        stop: set when the query has timed out.

    Raises:
        NotAvailable: the file has an incomplete record, or shrinks while it is read.
    """

    def __init__(self, file: FileIO, size: int, stop: Event) -> None:
        self._descriptor = file.fileno()
        self._size, self._stop = size, stop
        length = os.fstat(self._descriptor).st_size
        if length % size:
            raise NotAvailable("truncated", f"{length} bytes no son registros de {size}")
        self.count = length // size
        self._block, self._begins = b"", 0

    def read(self, number: int) -> bytes:
        """Return one record."""
        if self._stop.is_set():
            raise NotAvailable("timeout", "ya nadie espera")
        at = number * self._size
        if not self._begins <= at <= self._begins + len(self._block) - self._size:
            self._block = os.pread(self._descriptor, self._read_size(at), at)
            self._begins = at
        record = self._block[at - self._begins : at - self._begins + self._size]
        if len(record) != self._size:
            raise NotAvailable("truncated", "el archivo se acortó mientras se leía")
        return record

    def _read_size(self, at: int) -> int:
        """Read a whole block only in sequential reads; binary search jumps between blocks."""
        goes_on = bool(self._block) and at == self._begins + len(self._block)
        return max(_BLOCK_BYTES // self._size, 1) * self._size if goes_on or at == 0 else self._size
