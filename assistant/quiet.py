"""Turn off every tracing and telemetry switch of the libraries below us; tracing stays where it is asked for."""

from __future__ import annotations

import os

from ingest.errors import FingerpostError

# Set to 1, it leaves tracing to LangSmith's own variables. They alone are not enough: a user may have them set for
# other work, and answers would be sent to a service without anybody having asked for it here.
TRACING_VARIABLE = "FINGERPOST_TRACING"
_ON = {"1", "true", "yes", "on"}
_OFF = {"", "0", "false", "no", "off"}

# Read by the libraries when they are imported or first used, some of them once only. A user may have
# them set for other work; here they would send questions elsewhere or wait for a network.
TRACING = {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING_V2": "false",
}
SWITCHES = {
    "LANGCHAIN_TRACING": "false",  # of a version gone by; where it is set, LangChain refuses to run
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
    """Set the switches in this process; call it before the first import of a library that reads them.

    Raises FingerpostError where FINGERPOST_TRACING is neither on nor off.
    """
    os.environ.update(SWITCHES if _tracing_wanted() else SWITCHES | TRACING)


def _tracing_wanted() -> bool:
    value = os.environ.get(TRACING_VARIABLE, "")
    if value.strip().lower() in _ON:
        return True
    if value.strip().lower() in _OFF:
        return False
    raise FingerpostError(f"{TRACING_VARIABLE} is {value!r}; set it to 1 for tracing, or leave it out")
