"""Forms for the parameters of a regulation: one per parameter, built from the typed model and its words."""
