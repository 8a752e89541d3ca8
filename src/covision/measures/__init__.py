"""Pure maths on text: counts, readability, overlap, grounding."""
