"""Work on all tenants at once: migrating them, making many, doing what a province's IT asked for."""
