"""Making tenants: a template schema built by the real migrations, replayed as SQL for each tenant."""
