"""Analysis of Vietnamese text for search. Pure Python: no Django, no database, no engine.

Both engines index and ask for exactly the terms made here, so that an answer does not depend on which of
them gives it.
"""
