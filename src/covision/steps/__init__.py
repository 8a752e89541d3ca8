"""One file a step of the journey, typed in and typed out."""
