"""The command line of canonize; `console` alone prints."""
