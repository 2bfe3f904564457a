"""Elasticsearch's engine: an index per portal and one per province, built-in analysis only."""
