"""Create the virtual environment in which everything else runs.

    python3 tools/bootstrap.py [DIRECTORY]        (DIRECTORY is .venv unless said otherwise)

``make setup`` calls this with whatever ``python3`` the machine has, so the file uses nothing but
the standard library, and no syntax newer than Python 3.7: an interpreter that is too old must get
far enough to be told so.

What it does, in order:

1. refuses a Python outside 3.11 to 3.14, and names a suitable one if the machine has it;
2. keeps DIRECTORY if it already holds a working environment of the same Python version;
3. otherwise makes a new one with ``venv``. Debian and Ubuntu leave out the part of Python that
   puts pip into a new environment (``ensurepip``). If it is missing, root gets it installed
   through apt-get; anybody else is told the one command to run.

It exits with 0 when DIRECTORY is ready, and with 1 and a message when it is not.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 14)


class CannotBootstrapError(Exception):
    """Something only the user can put right; the message says what to do."""


def check_version(version):
    """Refuse a Python that the dependencies do not support."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return
    message = [
        "volmatch needs Python {}.{} to {}.{}, and this is Python {}.{} ({}).".format(
            *OLDEST, *NEWEST, version[0], version[1], sys.executable
        )
    ]
    found = find_suitable_python()
    if found:
        message.append(f"This machine has {found}. Run:  make setup PYTHON={found}")
    else:
        message.append("Install one of them, then run:  make setup PYTHON=python3.12")
    raise CannotBootstrapError("\n".join(message))


def find_suitable_python():
    """Return the command name of a supported Python that really starts, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = f"python3.{minor}"
        if shutil.which(name) and output_of([name, "-c", "print('ok')"]) == "ok":
            return name
    return None


def output_of(command):
    """Return what `command` prints, stripped, or None if it fails or cannot be started."""
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def is_ready(directory):
    """Tell whether `directory` holds a working environment, with pip, of the running version."""
    python = os.path.join(directory, "bin", "python")
    ask = "import sys, pip; print('{}.{}'.format(*sys.version_info))"
    return output_of([python, "-c", ask]) == "{}.{}".format(*sys.version_info)


def has_ensurepip():
    """Ask a fresh interpreter whether it can put pip into an environment."""
    return output_of([sys.executable, "-c", "import ensurepip, venv; print('ok')"]) == "ok"


def provide_ensurepip():
    """Install what Debian leaves out of Python, or say how to."""
    package = "python{}.{}-venv".format(*sys.version_info)
    wanted = f"apt-get install -y {package}"
    if shutil.which("apt-get") is None:
        raise CannotBootstrapError(
            f"{sys.executable} comes without ensurepip, so it cannot set up pip.\n"
            "Install your system's package for Python's venv module, or choose another Python:\n"
            "  make setup PYTHON=python3.12"
        )
    if os.geteuid() != 0:
        raise CannotBootstrapError(
            f"{sys.executable} comes without ensurepip: Debian and Ubuntu package it separately.\n"
            "Run this once, then make setup again:\n"
            f"  sudo {wanted}"
        )
    say(f"{sys.executable} comes without ensurepip; installing {package} through apt-get")
    install = ["install", "-y", "--no-install-recommends", package]
    if not apt_get(*install, show_failure=False):
        say("not to be had with the package lists at hand; updating them")
        apt_get("update")
        apt_get(*install)
    if not has_ensurepip():
        raise CannotBootstrapError(
            f"{sys.executable} still comes without ensurepip after:  {wanted}\n"
            "If it is not the system's own Python, choose that one:\n"
            "  make setup PYTHON=/usr/bin/python3"
        )


def apt_get(*arguments, show_failure=True):
    """Run apt-get without questions, tell whether it went well, and show what it said if not."""
    done = subprocess.run(
        ["apt-get", "-qq", *arguments],
        env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        check=False,
    )
    if done.returncode != 0 and show_failure:
        say(f"apt-get {arguments[0]} failed:\n{done.stdout.strip()}")
    return done.returncode == 0


def create(directory):
    """Make a fresh environment in `directory`, in place of whatever was there."""
    say("making {} with Python {}.{}.{}".format(directory, *sys.version_info))
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", directory], check=False)
    if done.returncode != 0 or not is_ready(directory):
        raise CannotBootstrapError(
            f"{sys.executable} could not make an environment in {directory}.\n"
            "What it said is above; another Python may do better:  make setup PYTHON=python3.12"
        )


def say(text):
    """Print at once, so that the lines keep their order with those of pip and apt-get."""
    print("bootstrap: " + text, flush=True)


def main(arguments):
    """Run the three steps of the module's docstring."""
    directory = arguments[0] if arguments else ".venv"
    try:
        check_version(sys.version_info)
        if is_ready(directory):
            return 0
        if not has_ensurepip():
            provide_ensurepip()
        create(directory)
    except CannotBootstrapError as problem:
        print(f"\n{problem}\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
