"""How a portal is found: analysis of Vietnamese, the index, the query, the API endpoint.

May import `sites`, `cms` and `tenants`; nothing imports this room but the project's URLconf.
"""
