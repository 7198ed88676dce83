"""Output: what an edition's files are made of and how they are written to ``build/``."""
