"""Parts of the evidence board: what was said, what supports it, what disagrees, what nobody has taken up."""
