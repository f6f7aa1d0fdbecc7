"""Look-ups of a menu: what a step asks of another system, with its time limit and the limit of guesses.

Owns the port that a look-up implements (`port`, read first), how one runs (`runner`), the limit of guesses (`guesses`)
and the load of queues that branches ask for (`queue_loads`). Imports `calls.call`, `calls.transitions` and `ivr`. The
look-ups themselves stand in `agent_api` or in a package of the entity; `atencion` passes them in.
"""
