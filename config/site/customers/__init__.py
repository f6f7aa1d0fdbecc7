"""What the site says about customers: identity questions and lookups in other systems. Pure."""
