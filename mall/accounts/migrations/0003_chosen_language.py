from django.db import migrations, models


class Migration(migrations.Migration):
    """Who reads another language than an account begins with has chosen it. Who chose Chinese can't be told."""

    dependencies = [("accounts", "0002_reveal_permission")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="locale_is_chosen",
            field=models.BooleanField(default=False, verbose_name="语言由本人选定"),
        ),
        migrations.RunSQL(
            "UPDATE accounts_user SET locale_is_chosen = true WHERE locale <> 'zh-hans'", migrations.RunSQL.noop
        ),
    ]
