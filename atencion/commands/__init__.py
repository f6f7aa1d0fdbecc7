"""Bodies of the commands of `atencion`: each is loaded when its command is run.

Imports `demo`, `errors`, `gateways`, `processes`, `runtime`, `supervisor` and `worker`, and no other package of
`atencion`; only the module `demo` imports `atencion.demo`. It may import any room below `atencion`. Read `serve` first:
it runs the whole system.
"""
