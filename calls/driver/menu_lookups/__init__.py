"""Look-ups of a menu: questions of a step to another system, with a time limit and a limit of guesses.

Owns the port that a look-up implements, their runs, the limit of guesses, and the load of queues for branches. Imports
`calls.call`, `calls.transitions` and `ivr`. The look-ups themselves are in `agent_api` or in a package of the entity;
`atencion` passes them in. Read `port` first: it defines queries and answers.
"""
