"""Other campaigns: calls that are transferred to them and received from them. Read `port` first."""
