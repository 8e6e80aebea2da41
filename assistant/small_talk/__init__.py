"""Small talk and questions about the assistant itself: recognised by meaning, answered without a citation."""
