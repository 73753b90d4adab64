"""Which modules cannot be imported as the first of their package, as JSON on stdout.

    python realworld_alone.py '["pkg", "pkg.module"]'

Each is imported in a process of its own: an import cycle shows only to whoever enters it at the wrong module.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import warnings


def fails(name: str) -> bool:
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] != 0
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    try:
        importlib.import_module(name)
    except BaseException:
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps([name for name in json.loads(sys.argv[1]) if fails(name)]))
