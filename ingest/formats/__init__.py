"""Each kind of file turned into the text that is stored, shown and quoted; run in a child process of its own."""
