"""`python -m forewarn`: the same as the `forewarn` command."""

from forewarn.cli import main

if __name__ == "__main__":
    main(prog_name="forewarn")
