"""Words of quality that the site and the computations share. Pure."""

from typing import Literal

Family = Literal["user", "business", "compliance", "noncritical"]
"""Kinds of error: it harms the user; it costs the entity; it breaks a rule of law; it is a matter of form."""
QualityChannel = Literal["phone", "written"]
"""Channels that are sampled and evaluated, each with forms of its own."""
Convention = Literal["zeroing", "family", "groups"]
Confidence = Literal[90, 95, 99]  # percent
