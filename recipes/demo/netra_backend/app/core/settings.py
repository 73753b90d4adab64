"""config/websocket.toml: which classes the application is put together from."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

CONFIG = Path(__file__).resolve().parents[3] / "config" / "websocket.toml"


def load(path: Path = CONFIG) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def class_for(concern: str, path: Path = CONFIG) -> type:
    module, _, name = load(path)["classes"][concern].rpartition(".")
    return getattr(import_module(module), name)
