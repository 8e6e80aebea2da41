"""Turn off every tracing and telemetry switch of the libraries below us."""

from __future__ import annotations

import os

# Read by the libraries when they are imported or first used, some of them once only. A user may have
# them set for other work; here they would send questions elsewhere or wait for a network.
SWITCHES = {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_SAFETENSORS_CONVERSION": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "DO_NOT_TRACK": "1",
}


def stay_quiet() -> None:
    """Set the switches in this process; call it before the first import of a library that reads them."""
    os.environ.update(SWITCHES)
