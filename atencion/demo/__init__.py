"""The demo: sample people, callers and systems, and a sample history of calls and tickets.

Imports `errors`, `gateways`, `phones`, `runtime` and `worker`, and no other package of `atencion`. It may import any
room below `atencion`. Only `atencion.commands.demo` imports it. Read `traffic` first: it plans the calls of the sample
callers.
"""
