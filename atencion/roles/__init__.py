"""What each process of the system does; one module a role."""
