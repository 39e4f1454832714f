from django.db import migrations, models
from django.db.models import Q

LONGEST, COLON = 80, "："


def split(apps, schema_editor):
    """The authority stood before the first colon of the reason; where none did, the reason stays whole."""
    Sanction = apps.get_model("merchants", "Sanction")
    for row in Sanction.objects.filter(kind="referral", authority="", reason__contains=COLON).iterator():
        authority, _, reason = row.reason.partition(COLON)
        if authority and reason and len(authority) <= LONGEST:
            Sanction.objects.filter(pk=row.pk).update(authority=authority, reason=reason)


def join(apps, schema_editor):
    Sanction = apps.get_model("merchants", "Sanction")
    for row in Sanction.objects.filter(~Q(authority=""), kind="referral").iterator():
        Sanction.objects.filter(pk=row.pk).update(reason=f"{row.authority}{COLON}{row.reason}")


class Migration(migrations.Migration):
    dependencies = [
        ("merchants", "0010_term_for_statements"),
    ]

    operations = [
        migrations.AddField(
            model_name="sanction",
            name="authority",
            field=models.CharField(blank=True, max_length=80, verbose_name="主管机关"),
        ),
        migrations.RunPython(split, join),
    ]
