"""The transitions between an advisor's states and their causes: the model's table, which docs/states.md shows. Pure.

Owns the table. The model refuses any other transition, and the library agrees with the model.
"""

TRANSITIONS: dict[tuple[str, str], str] = {
    ("offline", "available"): "comes on duty",
    ("offline", "paused"): "requests a pause",
    ("available", "offered"): "a call is offered",
    ("available", "paused"): "requests a pause",
    ("available", "offline"): "goes off duty",
    ("offered", "talking"): "answers",
    ("offered", "available"): "misses the offer, below the limit, or the offer is withdrawn",
    ("offered", "paused"): "misses the last permitted offer in a row, or had requested a pause",
    ("offered", "offline"): "had requested the end of duty",
    ("talking", "wrap_up"): "the conversation ends",
    ("talking", "available"): "the conversation ends without a wrap-up",
    ("talking", "paused"): "the conversation ends without a wrap-up, after a request for a pause",
    ("talking", "offline"): "the conversation ends without a wrap-up, after a request for the end of duty",
    ("wrap_up", "available"): "finishes the wrap-up, or its time ends",
    ("wrap_up", "paused"): "requests a pause, or had requested it during the call",
    ("wrap_up", "offline"): "goes off duty, or had requested it during the call",
    ("paused", "available"): "takes calls again",
    ("paused", "paused"): "gives another reason",
    ("paused", "offline"): "goes off duty",
}
