from . import shops, violations

__all__ = ["shops", "violations"]
