"""Names of reports and of the people in them. Pure."""
