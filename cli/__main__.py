"""`python -m canonize.cli` is `canonize`."""

from .app import main

if __name__ == "__main__":
    main()
