"""Lines at Twilio: the account, its numbers, and the gateway that the API process of each node serves.

Imports `errors`, `gateways` and `runtime`, and no other package of `atencion`; of the other rooms, `agent_api`,
`call_router`, `calls`, `config`, `storage` and `telephony`. Read `gateway_process` first: it builds the gateway from
the settings.
"""
