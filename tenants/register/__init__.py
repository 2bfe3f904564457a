"""The register of administrative units: read from its published form, loaded into the registry."""
