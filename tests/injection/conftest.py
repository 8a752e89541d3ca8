"""Property tests have no deadline: on a busy machine it would fail them for being slow."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
