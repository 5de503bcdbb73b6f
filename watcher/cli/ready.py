"""What must be there before messages are sent."""

from watcher.config import Config
from watcher.deliver.secrets import missing
from watcher.errors import ConfigError
from watcher.model.channel import Secret


def must_be_there(config: Config) -> None:
    """ConfigError where a secret that a channel or the heartbeat needs cannot be had."""
    problems = [
        f"{config.path}: channel {channel.id}: {sentence}."
        for channel in config.channels
        for sentence in missing(channel.secrets)
    ]
    heartbeat = config.operator.heartbeat
    if isinstance(heartbeat, Secret):
        told = missing((heartbeat,))
        problems += [f"{config.path}: [operator] heartbeat: {sentence}." for sentence in told]
    if problems:
        raise ConfigError(tuple(problems))
