"""The simulator of a site: one call through `calls.flow`, the router's model and a gateway without telephones. Pure.

Nothing here opens a socket or waits: the clock is virtual, and equal arguments give an equal transcript. It holds no
rule of the menu, of a call or of a queue: it imports `ivr`, `calls.flow`, `call_router.model` and
`telephony.fake.call`, which hold them. Read `simulate` first, then `engine`.
"""
