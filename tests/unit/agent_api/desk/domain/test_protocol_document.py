"""The desk protocol document and the recordings for a client's reducer match the code."""

import json
import os
import re
from typing import Any

import pytest

from tests.support.api.desk_streams import DESK_STREAMS, reduce_messages
from tests.support.repository import ROOT

DOCUMENT = ROOT / "docs" / "desk-protocol.md"
RECORDED = ROOT / "web" / "src" / "realtime" / "recorded"
MEND = bool(os.environ.get("MEND_RECORDINGS"))


@pytest.mark.parametrize("name", DESK_STREAMS)
def test_committed_recordings_match_code(name: str) -> None:
    """The recordings for the front end's reducer are produced by the real fold and protocol.

    ``MEND_RECORDINGS=1`` regenerates them.
    """
    made = DESK_STREAMS[name]()
    path = RECORDED / f"{name}.json"
    if MEND:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == made


@pytest.mark.parametrize("name", DESK_STREAMS)
def test_reducer_of_few_lines_and_fold_of_log_give_same_final_state(name: str) -> None:
    """A reducer of a few lines and the fold of the log give the same final state."""
    made = DESK_STREAMS[name]()
    assert reduce_messages(made["messages"]) == made["entities"]


def examples() -> list[dict[str, Any]]:
    """Return the JSON examples of the document."""
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)]


def test_each_message_and_each_entity_of_document_occurs_literally_in_recording() -> None:
    """Each message and each entity of the document occurs literally in a recording."""
    messages = [message for make in DESK_STREAMS.values() for message in make()["messages"]]
    entities = [change["value"] for message in messages for change in message.get("put", ())]
    entities += [
        v for m in messages if m["type"] == "snapshot" for by_id in m["entities"].values() for v in by_id.values()
    ]
    documented = examples()
    assert len(documented) >= 9
    for example in documented:
        assert example in (messages if "type" in example else entities), example
