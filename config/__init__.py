"""Settings of the process, and the site as data with the calendar arithmetic that all share."""
