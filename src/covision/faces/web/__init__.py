"""The Gradio app: one file a panel, thin callbacks, pure presenters."""
