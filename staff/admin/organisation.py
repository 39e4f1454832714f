"""Departments, positions, and the role groups as they are."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from mall.adminpages import ServiceAdmin, StaffPage
from staff.models import Department, Employee, EmployeeState, JobType, Position
from staff.orgchart import chart
from staff.roles import BY_CODE, label
from staff.services import organisation

admin.site.unregister(Group)


class RoleField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Group):
        return label(obj.name)


@admin.register(Group)
class RoleAdmin(ServiceAdmin):
    """What each role may do; the table in the code decides, so there is nothing to change here."""

    list_display = ("role_label", "name", "permission_count")
    ordering = ("name",)
    fields = ("role_label", "name", "permissions")
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("permissions")

    @admin.display(description=_("权限组"))
    def role_label(self, group: Group):
        return label(group.name)

    @admin.display(description=_("权限数"))
    def permission_count(self, group: Group) -> int:
        return len(group.permissions.all())


class ChartPage(StaffPage):
    """The organisation drawn, with each manager's duties and each department's targets beside it. (C1.1-2)"""

    name = "staff_department_chart"
    path = "chart/"
    title = _("组织架构图")
    icon = "account_tree"
    permission_required = "staff.view_department"
    template_name = "admin/staff/chart.html"

    def get_context_data(self, **kwargs):
        departments = Department.objects.select_related("head").prefetch_related("positions", "targets")
        return super().get_context_data(
            chart=chart(),
            departments=departments,
            unwritten=organisation.unwritten_duties(),
            **kwargs,
        )


@admin.register(Department)
class DepartmentAdmin(ServiceAdmin):
    pages = (ChartPage,)
    list_display = ("name", "code", "head", "head_count")
    list_select_related = ("head",)
    search_fields = ("code", "name", "name_en")
    fields = ("code", "name", "name_en", "head")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("positions__employees")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ("head",)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "head":
            kwargs["queryset"] = Employee.objects.filter(state=EmployeeState.ACTIVE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def create(self, *, actor, data):
        return organisation.open_department(
            actor=actor, code=data["code"], name=data["name"], name_en=data["name_en"]
        )

    def update(self, *, actor, obj, data, changed):
        organisation.change_department(
            actor=actor, department=obj, name=data["name"], name_en=data["name_en"], head=data["head"]
        )

    @admin.display(description=_("在职人数"))
    def head_count(self, department: Department) -> int:
        return sum(
            employee.state == EmployeeState.ACTIVE
            for position in department.positions.all()
            for employee in position.employees.all()
        )


@admin.register(Position)
class PositionAdmin(ServiceAdmin):
    list_display = ("title", "department", "role_label")
    list_select_related = ("department", "role")
    list_filter = ("department",)
    search_fields = ("title", "department__name")
    fields = ("department", "title", "role", "duties", "wider_duties")

    def get_readonly_fields(self, request, obj=None):
        return ("department",) if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "role":
            kwargs |= {
                "form_class": RoleField,
                "queryset": Group.objects.filter(name__in=BY_CODE).order_by("name"),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def create(self, *, actor, data):
        return organisation.open_position(
            actor=actor,
            department=data["department"],
            title=data["title"],
            role=data["role"],
            duties=data["duties"],
            wider_duties=data["wider_duties"],
        )

    def update(self, *, actor, obj, data, changed):
        organisation.change_position(
            actor=actor, position=obj, **{name: data[name] for name in self.fields if name != "department"}
        )

    @admin.display(description=_("权限组"), ordering="role__name")
    def role_label(self, position: Position):
        return label(position.role.name)


@admin.register(JobType)
class JobTypeAdmin(ServiceAdmin):
    list_display = ("name", "code", "name_en")
    search_fields = ("code", "name", "name_en")
    fields = ("code", "name", "name_en")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()

    def create(self, *, actor, data):
        return organisation.name_job_type(
            actor=actor, code=data["code"], name=data["name"], name_en=data["name_en"]
        )

    def update(self, *, actor, obj, data, changed):
        organisation.name_job_type(
            actor=actor, job_type=obj, code=obj.code, name=data["name"], name_en=data["name_en"]
        )
