"""Prompts: the voice of each text that callers hear, recorded by a user or synthesised.

PostgreSQL has the recordings and the choices; gateways read both (`atencion.gateways.recorded_prompts`). Imports
`tickets` for uploads, `access`, `timeline` and `kit`, and no other noun; and `ivr`, which measures and renders. Read
`service` first: it stores a recording and chooses the voice of a prompt.
"""
