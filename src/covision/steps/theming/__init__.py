"""How themes are found: what customers speak of, how they mean it, which words show it best."""
