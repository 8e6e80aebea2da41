"""The chat page in Gradio: nothing outside this package imports Gradio, and `ui.app` alone imports this package."""
