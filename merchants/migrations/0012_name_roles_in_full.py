from django.db import migrations, models

ROLES = [
    ("owner", "店主"),
    ("goods", "商品管理员"),
    ("orders", "订单管理员"),
    ("finance", "财务"),
    ("service", "客服"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("merchants", "0011_name_the_authority_of_a_referral"),
    ]

    operations = [
        migrations.AlterField(
            model_name="member",
            name="role",
            field=models.CharField(choices=ROLES, max_length=10, verbose_name="角色"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(choices=ROLES, max_length=10, verbose_name="角色"),
        ),
    ]
