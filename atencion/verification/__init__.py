"""`atencion verify`: the journal and sealed periods, held against themselves."""
