"""Checks of generated Markdown pages: headings, tables and spaces."""

import re


def headings(page: str, level: int) -> list[str]:
    """Return the headings of a level."""
    return re.findall(rf"^{'#' * level} (.+)$", page, re.MULTILINE)


def first_cells(page: str) -> list[str]:
    """Return the code that begins the rows of all tables."""
    return re.findall(r"^\| `([^`]+)`", page, re.MULTILINE)


def find_faults(page: str) -> list[str]:
    """Return the faults of a page: the number of titles, trailing spaces, rows of another length than their head."""
    faults = [] if len(headings(page, 1)) == 1 else ["titles"]
    faults += re.findall(r"^.*[ \t]+$", page, re.MULTILINE)
    for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        lines = [re.findall(r"(?<!\\)\|", line) for line in table.splitlines()]
        faults += [line for line, bars in zip(table.splitlines(), lines, strict=True) if len(bars) != len(lines[0])]
    return faults
