"""Mail: what the entity writes to people, from the transaction that decides it to the proof that it arrived."""
