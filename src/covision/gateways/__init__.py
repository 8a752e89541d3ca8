"""Bodies for the ports that reach models: litellm, the local engine, weights, the scripted model."""
