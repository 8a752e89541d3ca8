"""The ways in: web app and command line."""
