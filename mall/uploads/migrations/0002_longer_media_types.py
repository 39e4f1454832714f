from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("uploads", "0001_initial")]

    operations = [
        # A spreadsheet's media type has 65 characters.
        migrations.AlterField(
            model_name="privatefile",
            name="media_type",
            field=models.CharField(max_length=100, verbose_name="类型"),
        ),
    ]
