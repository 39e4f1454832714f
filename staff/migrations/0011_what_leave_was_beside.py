from datetime import timedelta

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def local_day(moment):
    return timezone.localtime(moment).date()


def fill(apps, schema_editor):
    """Shifts were made when they were published; approved leave was beside the roster as it was out then."""
    Duty, Month, Leave = (apps.get_model("staff", name) for name in ("Duty", "RosterMonth", "LeaveRequest"))
    Duty.objects.filter(published_at__isnull=False).update(made_at=models.F("published_at"))
    approved = Leave.objects.filter(state="approved", decided_at__isnull=False)
    for leave in approved.select_related("employee__position"):
        first, last = local_day(leave.starts_at), local_day(leave.ends_at - timedelta(microseconds=1))
        known = Duty.objects.filter(employee=leave.employee_id, published_at__lte=leave.decided_at)
        published = Month.objects.filter(
            department=leave.employee.position.department_id,
            state="published",
            published_at__lte=leave.decided_at,
            first_on__in={day.replace(day=1) for day in known.values_list("work_day", flat=True)},
        )
        months = set(published.values_list("first_on", flat=True))
        touched = known.filter(starts_at__lt=leave.ends_at, ends_at__gt=leave.starts_at)
        taken = set()
        for starts_at, ends_at in touched.values_list("starts_at", "ends_at"):
            taken |= {local_day(starts_at), local_day(ends_at - timedelta(microseconds=1))}
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        leave.beside_on = [day for day in days if day.replace(day=1) not in months and day not in taken]
        leave.save(update_fields=["beside_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0010_papers_texts_and_register'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='leaveentry',
            name='leave_booked_once',
        ),
        migrations.AddField(
            model_name='duty',
            name='made_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='排班时间'),
        ),
        migrations.AddField(
            model_name='leaveentry',
            name='month_on',
            field=models.DateField(null=True, verbose_name='月份'),
        ),
        migrations.AddField(
            model_name='leaveentry',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.payrun', verbose_name='工资'),
        ),
        migrations.AddField(
            model_name='leaverequest',
            name='beside_on',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), default=list, editable=False, size=None, verbose_name='班表外的日子'),
        ),
        migrations.AlterField(
            model_name='leaveentry',
            name='reason',
            field=models.CharField(choices=[('grant', '年度额度'), ('use', '休假'), ('return', '退回'), ('pay', '按实际工时退回'), ('correction', '更正')], max_length=12, verbose_name='缘由'),
        ),
        migrations.AddConstraint(
            model_name='leaveentry',
            constraint=models.UniqueConstraint(condition=models.Q(('request__isnull', False), ('run', None)), fields=('request', 'year', 'reason'), name='leave_booked_once'),
        ),
        migrations.AddConstraint(
            model_name='leaveentry',
            constraint=models.UniqueConstraint(fields=('request', 'month_on', 'run'), name='leave_settled_once'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
