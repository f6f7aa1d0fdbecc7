"""Voice messages: those that wait to be turned into a petition, and what became of each."""
