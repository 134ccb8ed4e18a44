"""Data that ships: the peer-support evidence, its codebook and the words of its outcomes."""
