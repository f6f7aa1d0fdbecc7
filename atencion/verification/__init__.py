"""`atencion verify`: verification of the journal and of sealed periods, and its report for people.

Imports `errors` and `runtime`, and no other package of `atencion`; of the other rooms, `config`, `eventlog`, `metrics`
and `storage`. Read `journal` first: it verifies the chain of facts and what is computed from it.
"""
