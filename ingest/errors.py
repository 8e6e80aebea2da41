"""What can go wrong, by what the reader should do about it.

Every message names what was wrong, the value, and the next step.
"""


class FingerpostError(Exception):
    """Base of every error a user can mend; the command line prints it as one line."""


class CorpusError(FingerpostError):
    """A document or the decision guide is not as it should be."""


class IndexUnavailable(FingerpostError):
    """There is no usable index, or it does not fit this installation."""


class ModelUnavailable(FingerpostError):
    """The embedding model is missing or is not the one expected."""
