"""The assistant of all tests, with a language model."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from langchain_core.language_models import BaseChatModel

from assistant import Assistant
from assistant.chain import AnswerChain
from assistant.writer.writer import Writer


@pytest.fixture(scope="session")
def worded(assistant: Assistant) -> Callable[[BaseChatModel], Assistant]:
    """Gives a model to the assistant that is open already."""

    def give(model: BaseChatModel) -> Assistant:
        opened = copy.copy(assistant)
        opened.chain = AnswerChain(lambda: assistant.knowledge, Writer(model))
        return opened

    return give
