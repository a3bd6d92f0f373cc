"""`python -m monitor`, and the command `monitor`: where Ctrl-C is obeyed even before the program is there."""

import sys


def main() -> None:
    """Load the program and run it."""
    try:
        from monitor.cli import main as program
    except KeyboardInterrupt:
        sys.exit(130)
    program()


if __name__ == "__main__":
    main()
