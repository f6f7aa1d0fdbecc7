"""Who may enter and what they may do: users, sessions, service tokens, permissions."""
