"""The look: system fonts, warm paper and ink. Colours live in `style/`; the framework's parts get them here."""

from typing import Any

import gradio as gr

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> Any:
    """A plain theme whose every colour is one of the page's own."""
    made = gr.themes.Base(font=SANS, font_mono=MONO, text_size="md", radius_size="md", spacing_size="md")
    values = {
        "body_background_fill": "var(--paper)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--muted)",
        "background_fill_primary": "var(--paper)",
        "background_fill_secondary": "var(--paper)",
        "block_background_fill": "transparent",
        "block_border_width": "0px",
        "block_shadow": "none",
        "block_padding": "0px",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--ink)",
        "block_title_text_color": "var(--ink)",
        "block_title_text_weight": "600",
        "block_title_text_size": "15px",
        "border_color_primary": "var(--hair)",
        "border_color_accent": "var(--accent)",
        "color_accent": "var(--accent)",
        "color_accent_soft": "var(--tint)",
        "input_background_fill": "var(--sheet)",
        "input_background_fill_focus": "var(--sheet)",
        "input_border_color": "var(--edge)",
        "input_border_color_focus": "var(--accent)",
        "input_border_width": "1px",
        "input_shadow": "none",
        "input_shadow_focus": "none",
        "input_placeholder_color": "var(--muted)",
        "input_text_size": "16px",
        "input_radius": "10px",
        "button_large_radius": "10px",
        "button_large_text_size": "16px",
        "button_large_text_weight": "600",
        "button_large_padding": "11px 20px",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "button_primary_border_color": "var(--accent)",
        "button_primary_shadow": "none",
        "button_secondary_background_fill": "transparent",
        "button_secondary_background_fill_hover": "var(--tint)",
        "button_secondary_text_color": "var(--ink)",
        "button_secondary_border_color": "var(--edge)",
        "button_border_width": "1px",
        "shadow_drop": "none",
        "shadow_drop_lg": "none",
        "link_text_color": "var(--accent)",
    }
    known = set(dir(made))
    dark = {f"{key}_dark": value for key, value in values.items() if f"{key}_dark" in known}
    return made.set(**{key: value for key, value in values.items() if key in known}, **dark)
