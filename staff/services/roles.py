"""The role groups in the database, made equal to the table of roles."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from mall import locks
from staff.roles import ROLES


@locks.service
def sync() -> dict[str, Group]:
    """Give every role its group with exactly its permissions; the groups by code. Safe to repeat.

    Run after every migration (``manage.py sync_roles``): the permissions of new models exist only then.
    Raises LookupError, with nothing changed, where a role names a permission that doesn't exist.
    """
    wanted = {name for role in ROLES for name in role.permissions}
    known = _permissions(wanted)
    if missing := sorted(wanted - known.keys()):
        raise LookupError(f"roles name permissions that don't exist: {', '.join(missing)}")
    groups = {}
    for role in ROLES:
        groups[role.code], _created = Group.objects.get_or_create(name=role.code)
        groups[role.code].permissions.set({known[name] for name in role.permissions})
    return groups


def _permissions(names: set[str]) -> dict[str, Permission]:
    one_of_them = Q(pk__in=[])
    for app, _dot, codename in (name.partition(".") for name in sorted(names)):
        one_of_them |= Q(content_type__app_label=app, codename=codename)
    rows = Permission.objects.filter(one_of_them).select_related("content_type").order_by("pk")
    return {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
