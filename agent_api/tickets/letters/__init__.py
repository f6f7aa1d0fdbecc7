"""Letters of tickets: the PDF to print, and the record of dispatch and delivery by the carrier.

Imports `access`, `kit` and `mail`, and no other noun; of `tickets`, it imports `attachments`, `notifications` and
`queries`. Read `service` first: it lists the letters of a ticket and records their dispatch and delivery.
"""
