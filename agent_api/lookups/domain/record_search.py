"""Find records by key, with any reader of records. Pure.

Owns binary search for sorted records and linear search for others. It must not know where records are stored.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from agent_api.lookups.domain.mainframe_records import InvalidItem, decode, encode
from config.site.customers.copybook import ElementaryItem
from config.site.customers.lookups import Encoding

KeyPart = bytes | Decimal
Key = tuple[KeyPart, ...]
RecordReader = Callable[[int], bytes]
"""Return a record by its number, counted from 0."""


class NotSorted(ValueError):
    """The records are not sorted as the site says."""


def search_key(items: Sequence[ElementaryItem], values: Mapping[str, str], encoding: Encoding) -> Key | None:
    """Return the key to search for; None if no record can have it.

    ``values`` holds the wanted value of each item by name.
    """
    parts: list[KeyPart] = []
    for item in items:
        value = values[item.name]
        if item.usage != "text" and not (value.isascii() and value.isdecimal()):
            return None
        try:
            field = encode(item, Decimal(value) if item.usage != "text" else value, encoding)
        except InvalidItem:
            return None
        parts.append(field if item.usage == "text" else Decimal(value))
    return tuple(parts)


def record_key(items: Sequence[ElementaryItem], record: bytes, encoding: Encoding) -> Key:
    """Return the key of a record: text by its bytes, as a mainframe sorts it; numbers by their value.

    Raises:
        InvalidItem: the bytes of a number are invalid.
    """
    return tuple(_key_part(item, record, encoding) for item in items)


def _key_part(item: ElementaryItem, record: bytes, encoding: Encoding) -> KeyPart:
    if item.usage == "text":
        return record[item.offset : item.end]
    return Decimal(decode(item, record, encoding))


def binary_search(
    read: RecordReader, count: int, items: Sequence[ElementaryItem], key: Key, encoding: Encoding
) -> Iterator[bytes]:
    """Yield the records with a key, where records are sorted by it.

    Raises:
        InvalidItem: a key on the way is invalid.
        NotSorted: keys on the way do not ascend.
    """
    low, high = 0, count
    least: Key | None = None
    most: Key | None = None
    while low < high:
        middle = (low + high) // 2
        middle_key = record_key(items, read(middle), encoding)
        if (least is not None and middle_key < least) or (most is not None and middle_key > most):
            raise NotSorted
        if middle_key < key:
            low, least = middle + 1, middle_key
        else:
            high, most = middle, middle_key
    for number in range(low, count):
        record = read(number)
        if record_key(items, record, encoding) != key:
            return
        yield record


def linear_search(
    read: RecordReader, count: int, items: Sequence[ElementaryItem], key: Key, encoding: Encoding
) -> Iterator[bytes]:
    """Yield the records with a key, in any order of records.

    Raises:
        InvalidItem: a key on the way is invalid.
    """
    for number in range(count):
        record = read(number)
        if record_key(items, record, encoding) == key:
            yield record
