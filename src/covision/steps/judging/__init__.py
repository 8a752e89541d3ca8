"""The judge: what it is asked, how its answers are read, and the examination that says what they count."""
