"""The command line: parse, call `workflow`, print. One module a group of commands.

Heavy rooms load inside the command that needs them, so that `alongside --help` answers at once. Results go to stdout,
messages and progress to stderr; `--json` prints one JSON document. Exit codes: 0 done, 1 a finding to act on, 2 wrong
use, 3 bad input.
"""

from alongside.cli.app import app

__all__ = ["app"]
