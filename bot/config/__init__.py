"""config.toml, the environment and the secret files, made into one frozen Config."""

from bot.config.loading import (
    Config,
    ConfigError,
    load_config,
    require_live,
    unverified_contacts,
)

__all__ = ["Config", "ConfigError", "load_config", "require_live", "unverified_contacts"]
