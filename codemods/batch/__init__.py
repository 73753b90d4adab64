"""Many repositories: a manifest, a journal, engines that run the work, and what is published.

It stands on `fork` and on file locks that end with their process; where there are none, importing it raises Refused.
"""

import os

from ..errors import Refused

if not hasattr(os, "fork"):
    raise Refused("canonize batch does not run on Windows", "run it on Linux, macOS or WSL")
