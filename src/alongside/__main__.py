"""The command `alongside`: what a person or a script types. See `alongside.cli`."""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback

from alongside.errors import AlongsideError, storage_error

__all__ = ["main"]

DEFECT = 70
"""Exit code for a mistake of ours (EX_SOFTWARE of sysexits.h), which none of the documented codes may hide."""

NEW_OBJECTS = 50_000
"""How many new objects the collector of cycles waits for. Evidence is many small objects without cycles: at Python's
own 700 the collector looks through them again and again, for a tenth of the time of a build."""


ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""What a library of linear algebra reads before it starts threads of its own. Matrices here are small, and where
another program holds a core those threads wait for one another: half a second of predictions took seventy.
"""


def main() -> None:
    """Run the command line; whatever Alongside can explain is one line on stderr, and never a trace without --debug."""
    for name in ONE_THREAD:  # before numpy is imported; what a person has set stands
        os.environ.setdefault(name, "1")
    from alongside.cli import app

    gc.set_threshold(NEW_OBJECTS)
    debug, verbose = "--debug" in sys.argv, "--verbose" in sys.argv
    sys.argv = [argument for argument in sys.argv if argument not in ("--debug", "--verbose")]
    if debug or verbose:
        _log_to_stderr(logging.DEBUG if debug else logging.INFO)
    try:
        app()
    except AlongsideError as error:
        if debug:
            traceback.print_exc()
        sys.stderr.write(f"alongside: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("alongside: stopped; what was acknowledged before is kept\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:  # whatever it is, it is said in a line and kept in a file
        if debug:
            raise
        if isinstance(error, OSError) and (refusal := storage_error(error)):
            sys.unraisablehook = lambda _: None  # what was being written says once more that it could not be
            sys.stderr.write(f"alongside: {refusal}\n")
            sys.exit(refusal.exit_code)
        from alongside.failure_file import write_failure

        path = write_failure(error, doing=" ".join(sys.argv[1:2]))
        hint = f"send us {path}" if path else "run it again with --debug and send us what it prints"
        sys.stderr.write(f"alongside: this is a mistake of ours ({type(error).__name__}: {error}); {hint}\n")
        sys.exit(DEFECT)


def _log_to_stderr(level: int) -> None:
    """Show what the logger `alongside` says: retries, migrations, imports, failures."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s: %(message)s"))
    logger = logging.getLogger("alongside")
    logger.addHandler(handler)
    logger.setLevel(level)


if __name__ == "__main__":
    main()
