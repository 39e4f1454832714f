"""A real PostgreSQL and a real Valkey from the installed wheels, for whoever has neither.

Nothing here knows Django. ``DATABASE_URL`` and ``REDIS_URL`` replace the engines one by one.
"""

from .keys import key, throwaway_key
from .errors import EngineError
from .lifecycle import Engines, ensure
from .places import data_dir, database_url, redis_url

__all__ = ["EngineError", "Engines", "data_dir", "database_url", "ensure", "key", "redis_url", "throwaway_key"]
