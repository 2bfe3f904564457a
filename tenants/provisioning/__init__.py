"""Making tenants: a template schema built once by the real migrations, and replayed as SQL for each tenant."""
