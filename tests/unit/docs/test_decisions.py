"""The records in docs/decisions follow their template, and the index lists them."""

import re
from pathlib import Path

from tests.support.repository import ROOT

FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
SECTIONS = re.findall(r"^## .+$", (FOLDER / "template.md").read_text(), re.MULTILINE)
HEADER = re.compile(
    r"# (?P<number>\d{4}) (?P<title>[^\n]*[^\n.])\n\n"
    r"- Status: (?P<status>[^\n]+)\n- Date: (?P<date>2\d{3}-\d\d-\d\d)\n\n##"
)
LINK = re.compile(r"\[(\d{4})\]\(((\d{4})-[a-z0-9-]+\.md)\)")
STATUS = re.compile(rf"accepted|(amended|superseded) by {LINK.pattern}(, {LINK.pattern})*")


def faults_of(record: Path) -> list[str]:
    """Return how a record differs from the template."""
    text = record.read_text()
    header = HEADER.match(text)
    if header is None:
        return ["the title, the status or the date is not as in the template"]
    faults = []
    if header["number"] != record.name[:4]:
        faults.append("the title has another number than the file")
    if re.findall(r"^## .+$", text, re.MULTILINE) != SECTIONS:
        faults.append("the sections are not those of the template, in its order")
    if re.search(r"^##+ .+\n+(?=## |\Z)", text, re.MULTILINE):
        faults.append("a section is empty")
    if STATUS.fullmatch(header["status"]) is None:
        faults.append("the status is none of the permitted ones")
    return faults + successor_faults(record, header["status"])


def successor_faults(record: Path, status: str) -> list[str]:
    """Return what is wrong with the later records that a status names."""
    faults = []
    for number, target, target_number in LINK.findall(status):
        if number != target_number or number <= record.name[:4] or not (record.parent / target).is_file():
            faults.append(f"{number} is no later record")
        elif status.startswith("superseded") and record.name not in (record.parent / target).read_text():
            faults.append(f"{number} does not mention the record that it supersedes")
    return faults


def write_record(folder: Path, number: str, status: str, more: str = "", sections: list[str] = SECTIONS) -> Path:
    """Write a record with a sentence in each section, and return its file."""
    body = "\n\n".join(f"{each}\n\nA sentence. {more}" for each in sections)
    record = folder / f"{number}-an-example.md"
    record.write_text(f"# {number} An example\n\n- Status: {status}\n- Date: 2026-11-24\n\n{body}\n")
    return record


def test_records_follow_the_template() -> None:
    """A record has title, status, date and the sections of the template; a superseded one is named by its successor."""
    assert len(RECORDS) > 100
    assert {record.name: faults for record in RECORDS if (faults := faults_of(record))} == {}


def test_faulty_records_are_found(tmp_path: Path) -> None:
    """A status, an order of sections or a successor that the rules do not permit is a fault."""
    write_record(tmp_path, "0009", "accepted", "It replaces [0002](0002-an-example.md).")
    assert faults_of(write_record(tmp_path, "0001", "accepted")) == []
    assert faults_of(write_record(tmp_path, "0002", "superseded by [0009](0009-an-example.md)")) == []
    assert faults_of(write_record(tmp_path, "0003", "amended by [0009](0009-an-example.md)")) == []
    wrong = [
        faults_of(write_record(tmp_path, "0004", "proposed")),
        faults_of(write_record(tmp_path, "0005", "accepted", sections=SECTIONS[::-1])),
        faults_of(write_record(tmp_path, "0006", "superseded by [0009](0009-an-example.md)")),
        faults_of(write_record(tmp_path, "0007", "amended by [0001](0001-an-example.md)")),
        faults_of(write_record(tmp_path, "0008", "amended by [0010](0010-an-example.md)")),
    ]
    assert [len(each) for each in wrong] == [1, 1, 1, 1, 1]


def test_the_index_lists_every_record_once() -> None:
    """Each record has one row, in the order of the numbers, with its title and status and a sentence."""
    rows = re.findall(
        r"^\| (\d{4}) \| \[(.+?)\]\(([a-z0-9-]+\.md)\) \| (.+?) \| .+\. \|$",
        (FOLDER / "README.md").read_text(),
        re.MULTILINE,
    )
    headers = [(HEADER.match(each.read_text()), each) for each in RECORDS]
    expected = [(head["number"], head["title"], each.name, head["status"]) for head, each in headers if head]
    assert rows == expected
    assert len({number for number, *_ in rows}) == len(RECORDS)


def test_the_index_names_the_unused_numbers() -> None:
    """Every number between the first and the last record is a record's, or the index says that it was never used."""
    sentence = re.search(r"^The numbers (.+) were never used\.$", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert sentence is not None
    used = {int(each.name[:4]) for each in RECORDS}
    assert {int(each) for each in re.findall(r"\d{4}", sentence[1])} == set(range(1, max(used))) - used
