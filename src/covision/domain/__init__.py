"""What the product speaks of: frozen models, pure functions and ports. No input or output, no vendor."""
