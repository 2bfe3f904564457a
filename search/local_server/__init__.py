"""A real Elasticsearch on this machine, for tests, benchmarks and `search_evaluate`. An installation runs
the official image instead.

    python -m search.local_server install|start|stop|status|url
"""
