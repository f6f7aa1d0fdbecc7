"""What the site says about petitions: typology, areas, answers, files. Pure."""
