from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_reveal_permission")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="locale_is_chosen",
            field=models.BooleanField(default=False, verbose_name="语言由本人选定"),
        ),
    ]
