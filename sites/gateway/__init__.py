"""The reading process's entry: an ASGI application in front of Django.

What is read most (an item, a list, whether either changed) is answered here, without a thread and without Django's cycle; everything
else is handed to Django in a few threads. The contract is the views': parameters, bodies, tags and problems come from `sites.api`,
and a test compares the two on every kind of call.
"""
