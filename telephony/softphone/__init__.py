"""A SIP phone for the demo, commands and tests; no part of a gateway."""
