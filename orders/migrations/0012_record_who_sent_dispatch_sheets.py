from django.conf import settings
from django.db import migrations, models


def name_uploaders(apps, schema_editor):
    """Until now whoever had uploaded a sheet was on record as who sent it."""
    sheets = apps.get_model("orders", "DispatchSheet").objects
    sheets.exclude(state="checked").update(started_by=models.F("uploaded_by"))


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("orders", "0011_list_orders_by_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispatchsheet",
            name="started_by",
            field=models.ForeignKey(
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="发货人",
            ),
        ),
        migrations.RunPython(name_uploaders, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="dispatchsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(state="checked")
                | models.Q(started_by__isnull=False, started_at__isnull=False),
                name="dispatch_sheet_started_by_somebody",
            ),
        ),
    ]
