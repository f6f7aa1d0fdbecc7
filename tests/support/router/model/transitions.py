"""The transitions between an advisor's states and their causes: the model's table, which docs/states.md shows.

Owns the table. The model refuses any other transition, and the library agrees with the model.
"""

TRANSITIONS: dict[tuple[str, str], str] = {
    ("offline", "available"): "comes on duty",
    ("offline", "paused"): "asks for a pause",
    ("available", "offered"): "a call is offered",
    ("available", "paused"): "asks for a pause",
    ("available", "offline"): "goes off duty",
    ("offered", "talking"): "answers",
    ("offered", "available"): "misses less than so many in a row, or the offer is called off",
    ("offered", "paused"): "misses so many in a row, or wished for a pause",
    ("offered", "offline"): "wished to go off duty",
    ("talking", "wrap_up"): "the talk ends",
    ("talking", "available"): "the talk ends, without a wrap-up",
    ("talking", "paused"): "the talk ends without a wrap-up, and wished for a pause",
    ("talking", "offline"): "the talk ends without a wrap-up, and wished to go off duty",
    ("wrap_up", "available"): "is done, or the time is over",
    ("wrap_up", "paused"): "asks for a pause, or wished for one in talk",
    ("wrap_up", "offline"): "goes off duty, or wished to in talk",
    ("paused", "available"): "takes calls again",
    ("paused", "paused"): "gives another reason",
    ("paused", "offline"): "goes off duty",
}
