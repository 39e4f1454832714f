from . import applications, discipline, shops, violations

__all__ = ["applications", "discipline", "shops", "violations"]
