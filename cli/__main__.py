"""`python -m canonize.cli` is `canonize`, and like it imports nothing from the folder where it is started."""

import os
import sys

try:
    if sys.path[0] == os.getcwd():  # noqa: PTH109  (pathlib is not to be had before the folder is out of the way)
        del sys.path[0]
except FileNotFoundError:  # somebody has removed the folder
    pass

from .app import main

if __name__ == "__main__":
    main()
