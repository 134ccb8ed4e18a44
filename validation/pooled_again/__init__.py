"""The rooms of `pool_again.py`: open data read, answers pooled again, and figures compared; nothing of Alongside."""
