"""Parts of the check of support: claims, sources, links between them, what contradicts, and tests of the whole."""
