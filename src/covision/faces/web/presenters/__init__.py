"""What the screens show, as escaped HTML: pure functions of a project's state and the words of a language."""
