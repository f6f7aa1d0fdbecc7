"""The embedded gateway: SIP by pyVoIP's messages and our transactions, and one thread for the media of all calls.

Imports `telephony.port` and what gateways share, and no other gateway; `library` alone imports pyVoIP. Read `gateway`
first: it carries out the commands of the port.
"""
