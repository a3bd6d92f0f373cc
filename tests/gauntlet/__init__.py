"""The gauntlet: whatever a server, a name server or a network does, driven through `monitor check`.

`trials.py` is the table: what is done to the program, and what it has to say. The tests run it; `docs/faults.md` is
written from it (`python -m tests.gauntlet`). `house.py` is the server of one trial.
"""
