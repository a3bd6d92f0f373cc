"""Archive-and-diff monitor of articles: a note goes in, a truthful account of the original comes out."""

__version__ = "0.1.0"
