"""Facts of customers: records, identity, lookups, erasures. Imports `eventlog.facts.base`. Pure."""
