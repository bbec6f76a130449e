"""`python -m bench`: the same as `forewarn bench` in a source checkout."""

from bench.cli import command

if __name__ == "__main__":
    command(prog_name="python -m bench")
