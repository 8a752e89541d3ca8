"""covision helps a team write its customer experience vision, and keeps every word accountable."""

__version__ = "0.1.0"
