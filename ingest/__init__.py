"""Documents -> passages -> vectors in Chroma."""
