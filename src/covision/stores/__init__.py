"""Bodies for the ports that keep things: SQL and the search index. `opening.open_stores` opens them all."""
