"""The shelf of prompts: load, digest, strict rendering, fencing of untrusted text."""
