"""`make bench`: what a check costs beside bare fetching. The others are run by name: `python -m bench.edits` …"""

from bench.checks import main

if __name__ == "__main__":
    main()
