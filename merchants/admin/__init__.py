from . import applications, shops, violations

__all__ = ["applications", "shops", "violations"]
