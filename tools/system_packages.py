"""What the tests need beside Python: Chromium for the browser tests, PostgreSQL for the database tests,
Java for the tests on Spark.

Where apt can install them (root on Debian or Ubuntu) it does; elsewhere one line says what to install, and the tests
that need it say so too.
"""

import glob
import os
import shutil
import subprocess
import sys

NEEDED = (
    ("Chromium", ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"), ("chromium",)),
    ("PostgreSQL's server", ("postgres",), ("postgresql",)),
    ("Java 17", ("java",), ("default-jre-headless",)),
)
# Chromium's build without windows takes a third of the time for each page; where it cannot be had, the tests take the
# whole browser.
FASTER = ("chromium-headless-shell",)
MAC = {
    "Chromium": "brew install --cask chromium",
    "PostgreSQL's server": "brew install postgresql",
    "Java 17": "brew install openjdk@17",
}


def is_there(commands):
    if any(shutil.which(command) for command in commands):
        return True
    return "postgres" in commands and bool(glob.glob("/usr/lib/postgresql/*/bin/postgres"))


def install(apt, names, seconds=None):
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    quiet = {"stdout": subprocess.DEVNULL, "env": environment, "timeout": seconds}
    subprocess.check_call([apt, "update", "-qq"], **quiet)
    subprocess.check_call([apt, "install", "-y", "-qq", "--no-install-recommends", *names], **quiet)


def main():
    install_needed()
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0 and not any(shutil.which(name) for name in FASTER):
        try:
            install(apt, FASTER, seconds=120)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            sys.stderr.write("%s cannot be had here: the tests take the whole browser, and longer\n" % FASTER[0])


def install_needed():
    missing = [(name, packages) for name, commands, packages in NEEDED if not is_there(commands)]
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        names = [package for _, packages in missing for package in packages]
        sys.stderr.write("Installing %s with apt (once) ...\n" % ", ".join(names))
        install(apt, names)
        return
    for name, packages in missing:
        how = MAC[name] if sys.platform == "darwin" else "sudo apt install " + " ".join(packages)
        sys.stderr.write("Not here: %s; some tests are skipped without it. To install it: %s\n" % (name, how))


if __name__ == "__main__":
    main()
