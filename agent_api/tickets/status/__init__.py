"""Reading out the state of a petition when its petitioner calls to ask for it.

Owns the check that the site asks for, the words that are read out, and the table ticket_status_check. It imports
tickets, mail, identity and customers; of these, only the history of a ticket reads from here. Read `service` first.
"""
