"""The visitor's own documents: kept, indexed and answered from apart from the library."""
