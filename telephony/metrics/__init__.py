"""What gateways measure, and where they leave it."""
