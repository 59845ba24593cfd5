"""What the Python clients print, one line a step; escaped, so that the terminal's encoding does not matter."""
import os
import sqlite3
import sys

sys.stdout.reconfigure(line_buffering=True)  # a client that crashes has said how far it came


def path(name):
    return os.path.join(sys.argv[1], name)


def say(label, *values):
    print(f"{label}:", *(ascii(value) for value in values))


def attempt(label, action):
    """Says what action gives, or how it fails: the code and its name are part of the interface."""
    try:
        result = action()
        say(label, result.fetchall() if isinstance(result, sqlite3.Cursor) else result)
    except Exception as error:
        code, name = getattr(error, "sqlite_errorcode", None), getattr(error, "sqlite_errorname", None)
        print(f"{label}! {type(error).__name__}: {ascii(str(error))} {code} {name}")


def section(name):
    print(f"-- {name}")
