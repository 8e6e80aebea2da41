"""The panels beside the conversation: which there are, and the bar that switches between them.

A new panel is one more entry here, and one more component in the page (`ui.gradio_page.page`) whose element id is its
name.
"""

from __future__ import annotations

PANELS = (("sources", "Sources"), ("decision", "Decision"))


def panel_id(name: str) -> str:
    """The id of a panel's element; page scripts show one and hide the others."""
    return f"panel-{name}"


def panel_bar_html() -> str:
    """A tab for each panel, and the button that closes the sheet on narrow screens."""
    tabs = "".join(
        f'<button class="tab" type="button" role="tab" id="tab-{name}">{title}</button>' for name, title in PANELS
    )
    return (
        f'<div class="bar"><div class="tabs" role="tablist">{tabs}</div>'
        '<button class="close" type="button">Close</button></div>'
    )
