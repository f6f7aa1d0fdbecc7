"""Areas that answer petitions, and who is in charge of each today."""
