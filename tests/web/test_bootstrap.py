"""Importing the page's framework writes nothing beside its files, and its components still have their events."""

import subprocess
import sys

CODE = """
import covision.bootstrap as b
b.prepare()
b.prepare()
import gradio.component_meta as m, gradio as gr
assert m.create_or_modify_pyi.__name__ == "<lambda>"
with gr.Blocks() as page:
    gr.Button("a").click(lambda: None)
print(len(page.fns))
"""


def test_no_stubs_are_written_and_events_are_there() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.stdout.strip() == "1", done.stderr
