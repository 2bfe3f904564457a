"""How citizens see a portal: server-rendered pages over the public API. Imports none of the other rooms."""
