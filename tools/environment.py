"""Make `.venv` from the hashed pins, once; run by whatever `python3` a machine has.

    python3 tools/environment.py runtime     what the program needs
    python3 tools/environment.py dev         the same, and what tests and docs need
    python3 tools/environment.py bench       and what the benchmarks measure ours against

A second call finds the stamp of the pins in `.venv` and does nothing. The interpreter is the newest of Python 3.11 to
3.13 on the PATH; `ALONGSIDE_PYTHON` names another. The syntax here stays old on purpose, so that an older `python3` can
say what is missing instead of failing to parse.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
SUPPORTED = ((3, 13), (3, 12), (3, 11))


def version_of(python):
    """(major, minor) of an interpreter, or None where it does not run or cannot make environments."""
    probe = "import sys, venv, ensurepip; print(sys.version_info[0], sys.version_info[1])"
    try:
        done = subprocess.run([python, "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(part) for part in done.stdout.split())


def find_python():
    named = os.environ.get("ALONGSIDE_PYTHON")
    candidates = [named] if named else ["python%d.%d" % v for v in SUPPORTED] + ["python3", sys.executable]
    for candidate in candidates:
        path = shutil.which(candidate)
        if path and version_of(path) in SUPPORTED:
            return path
    sys.exit(
        "Alongside needs Python 3.11, 3.12 or 3.13 with the venv module, and found none on the PATH "
        "(Debian, Ubuntu: apt install python3-venv; macOS: brew install python@3.13)."
    )


def digest_of(names):
    digest = hashlib.sha256()
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as handle:
            digest.update(handle.read())
    return digest.hexdigest()


def stamp_path(kind):
    return os.path.join(VENV, "stamp-" + kind)


def is_ready(kind, digest):
    """The tests' environment holds the program's, so either stamp will do for `runtime`."""
    for name in {kind, "dev"} if kind == "runtime" else {kind}:
        want = digest if name == kind else digest_of(inputs("dev"))
        try:
            with open(stamp_path(name)) as handle:
                if handle.read() == want:
                    return True
        except OSError:
            continue
    return False


def inputs(kind):
    return ["requirements/%s.txt" % kind, "pyproject.toml"]


def main(kind):
    digest = digest_of(inputs(kind))
    if version_of(PYTHON) in SUPPORTED and is_ready(kind, digest):
        return
    if version_of(PYTHON) not in SUPPORTED:
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.check_call([find_python(), "-m", "venv", VENV])
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    sys.stderr.write("Installing what Alongside needs into .venv (once) ...\n")
    subprocess.check_call([*pip, "--require-hashes", "-r", os.path.join(ROOT, inputs(kind)[0])])
    subprocess.check_call([*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT])
    with open(stamp_path(kind), "w") as handle:
        handle.write(digest)


if __name__ == "__main__":
    if sys.argv[1:] not in (["runtime"], ["dev"], ["bench"]):
        sys.exit("usage: python3 tools/environment.py runtime|dev|bench")
    main(sys.argv[1])
