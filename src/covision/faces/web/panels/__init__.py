"""One screen a module: its components, how a project fills them, and what its buttons ask of the engine."""
