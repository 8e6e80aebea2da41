"""A small cross-encoder that reads a question and a sentence together: does this sentence answer it?"""
