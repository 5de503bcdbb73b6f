"""The configuration: what is watched, how, and who is told. One TOML file, read once."""

from watcher.config.read import default_path, json_schema, load
from watcher.config.sections import Config, Service, Web

__all__ = [
    "Config",
    "Service",
    "Web",
    "default_path",
    "json_schema",
    "load",
]
