"""Archive-and-diff monitor of articles: a note goes in, a truthful account of the original comes out.

Where everything is, from the outside in; each arrow in `pyproject.toml` goes down this list, never up:

    the program     __main__ cli · commands (about all articles) lookups (about one) · options streams
    by itself       watch (the daemon's awakening) · demo (the rehearsal; its pages in demo_site)
    a project       assemble (picks what is concrete) · keeper (our memory, for one run) notes network
    many checks     run (side by side) pastline (who waits for Wayback) · schedule (when) · deliver (the mail)
                    lookback (for a person who asks)
    one check       check (the way through) · sight (one look) · asks (what it asks for) · knowledge (what it knows)
                    doubt (some other page in its place?) halves (half a page?)
    reading         reading (steps 6 and 7 as pieces of work) · workers (the processes that do them)
    the stages      seeds → capture → clean → compare → judge → record → report, which never import each other
    configuration   starter (what `init` writes) · config (reads it) settings (every key) values (what one may be)
    for all         model (the values that the stages hand on) tracking · errors

Each room has a guide at its door: `monitor/<room>/__init__.py`.
"""

__version__ = "0.1.0"
