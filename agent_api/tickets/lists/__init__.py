"""Operations on a whole list of tickets: its counts, its export, and one step on many tickets.

Imports `access`, `exports` and `kit`, and no other noun; of `tickets`, it imports `presenters`, `queries`, `schemas`,
`step_schemas` and `take_step`. Read `bulk_steps` first: it takes a step on each ticket and reports the refused ones.
"""
