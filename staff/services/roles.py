"""The role groups in the database, made equal to the table of roles."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from mall import locks
from staff.roles import ROLES

_Held = Group.permissions.through


@locks.service
def sync() -> dict[str, Group]:
    """Give every role its group with exactly its permissions; the groups by code. Safe to repeat.

    Run after every migration (``manage.py sync_roles``): the permissions of new models exist only then.
    Raises LookupError, with nothing changed, where a role names a permission that doesn't exist.
    """
    known = _permissions()
    if missing := sorted({name for role in ROLES for name in role.permissions} - known.keys()):
        raise LookupError(f"roles name permissions that don't exist: {', '.join(missing)}")
    Group.objects.bulk_create([Group(name=role.code) for role in ROLES], ignore_conflicts=True)
    groups = {group.name: group for group in Group.objects.filter(name__in=[role.code for role in ROLES])}
    wanted = {(groups[role.code].pk, known[name]) for role in ROLES for name in role.permissions}
    held = set(_Held.objects.filter(group__in=groups.values()).values_list("group_id", "permission_id"))
    for group, permission in held - wanted:
        _Held.objects.filter(group=group, permission=permission).delete()
    lacking = [_Held(group_id=group, permission_id=permission) for group, permission in sorted(wanted - held)]
    _Held.objects.bulk_create(lacking, ignore_conflicts=True)  # another process may start beside us
    return groups


def _permissions() -> dict[str, int]:
    """The key of each permission there is, under the name that the table gives it."""
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    return {f"{app}.{codename}": pk for app, codename, pk in rows}
