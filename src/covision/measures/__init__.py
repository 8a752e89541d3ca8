"""Pure maths: counts, readability, overlap and grounding of texts; statistics of scores, agreement and rankings."""
