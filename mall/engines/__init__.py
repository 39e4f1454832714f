"""A real PostgreSQL and a real Valkey out of the installed wheels, for whoever has neither.

Nothing in this package imports Django: settings ask it for places and keys. ``DATABASE_URL`` and
``REDIS_URL`` replace the engines one by one. docs/running.md tells an operator the same.
"""

from .errors import EngineError
from .keys import key, throwaway_key
from .lifecycle import HELD, Engines, ensure, throwaway
from .places import data_dir, database_url, redis_url

__all__ = [
    "HELD",
    "EngineError",
    "Engines",
    "data_dir",
    "database_url",
    "ensure",
    "key",
    "redis_url",
    "throwaway",
    "throwaway_key",
]
