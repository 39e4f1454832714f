"""Import a spreadsheet of listings into a shop."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalog.imports import preview
from catalog.services import imports
from mall.accounts.models import User
from mall.errors import DomainError
from mall.rulebook.boundary import recorded
from merchants.models import Shop


class Command(BaseCommand):
    help = (
        "把商品表格（CSV 或 xlsx）导入店铺：先检查所有行，有一行不对就一行也不导入；"
        "完整的商品提交审核，不完整的留为草稿。再次导入同一文件不会重复。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--shop", required=True, help="店铺的网址名")
        parser.add_argument("--actor", help="以谁的名义导入（电子邮箱）；不写则记为商城")
        parser.add_argument("--no-new-categories", action="store_true", help="分类不存在时报错，而不是新建")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("file", type=Path)

    def handle(self, *, shop, actor, file, no_new_categories, dry_run, **options):
        target = Shop.objects.filter(slug=shop).first()
        if target is None:
            raise CommandError(f"没有网址名为“{shop}”的店铺。")
        person = self._person(actor)
        allowed = {"new_categories": not no_new_categories}
        with recorded(where="import_listings", actor=person, is_told=True) as outcome:
            sheet = self._read(file)
            plan = imports.plan(shop=target, sheet=sheet, **allowed)
            self._show(plan)
            if not dry_run:
                imports.run(actor=person, shop=target, sheet=sheet, **allowed)
        if outcome.error:
            raise CommandError(str(outcome.error))
        self.stdout.write(self.style.SUCCESS("只做了检查，没有写入。" if dry_run else "导入完成。"))

    def _person(self, email: str | None) -> User | None:
        if not email:
            return None
        person = User.objects.filter(email=email.lower()).first()
        if person is None:
            raise CommandError("没有用这个电子邮箱的用户。")
        return person

    def _read(self, file: Path) -> imports.Sheet:
        try:
            with file.open("rb") as stream:
                return imports.read(stream, name=file.name)
        except OSError as error:
            raise DomainError(f"打不开文件 {file}：{error.strerror}。") from error

    def _show(self, plan: imports.Plan) -> None:
        for problem in plan.problems.first(imports.SHOWN):
            self.stderr.write(str(problem))
        if plan.problems:
            return
        for note in plan.notes:
            self.stdout.write(f"提示：{note}")
        for draft in plan.drafts:
            words = preview.draft_words(draft["problems"])
            self.stdout.write(f"草稿：{draft['code']} {draft['name']}（{words}）")
        self.stdout.write(
            f"{plan.sheet.count} 行，{plan.created + plan.updated + plan.unchanged} 个商品："
            f"新增 {plan.created}，更新 {plan.updated}，未变 {plan.unchanged}；草稿 {len(plan.drafts)}。"
        )
