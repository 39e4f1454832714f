from django.db import migrations


def tell_of_former_runs(apps, schema_editor):
    """Runs from before there were states had been carried out when they were written."""
    schema_editor.execute(
        "UPDATE catalog_importrun SET imported_at = at, queued_at = at, asked_by_id = imported_by_id,"
        " draft_count = jsonb_array_length(drafts), note_count = jsonb_array_length(notes)"
        " WHERE state = 'done' AND imported_at IS NULL"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0007_import_runs'),
    ]

    operations = [
        migrations.RunPython(tell_of_former_runs, migrations.RunPython.noop),
    ]
