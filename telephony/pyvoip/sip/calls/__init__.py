"""SIP calls of the embedded gateway over pyVoIP: dialogs, forks, the user agent, and the screening of callers.

Imports the other modules of `telephony.pyvoip.sip`, and `telephony.pyvoip.media`, `telephony.pyvoip.library`,
`telephony.screening`, `telephony.port` and `config`, and nothing else of the project. Read `sip_call` first: one leg,
from its INVITE to its BYE.
"""
