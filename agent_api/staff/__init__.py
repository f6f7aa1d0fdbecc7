"""The register of the staff: who works in the campaign, since when, in which position, and until when.

Imports `rights`, `access`, `exports` and `kit`, and of `customers` the index of names. Read `domain` first: its
`history` has periods, and the acts that change them. `service` carries an act out together with the rights that begin
or end with it. The roles of a registered person hold only in a period in force (`agent_api.access.users`), even if
`/users` grants more.
"""
