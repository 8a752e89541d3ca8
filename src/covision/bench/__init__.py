"""Offline evaluation of drafts and judges."""
