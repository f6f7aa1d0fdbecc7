"""What the oversight observes of the contract, and what the coordinator answers (M5-1-05, A23)."""
