"""Documents by confidentiality: only those cleared open them, and every opening is on record."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mall.errors import DomainError
from mall.rulebook.models import Refusal
from mall.rulebook.rule import RuleError
from mall.uploads.models import PrivateFile, private_storage
from staff.models import Level, LevelGrant, Paper
from staff.services import papers
from tests.permissions.world import Visitor, client_of

from .factories import make_department, make_employee, make_person, make_position

pytestmark = pytest.mark.django_db
PAGE, PAPERS = "/admin/my/papers/paper/", "/admin/my/papers/"


def browser(employee):
    return client_of(Visitor("x", "staff", "", employee.user))


def sheet(name="a.png") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


@pytest.fixture
def owner():
    employee = make_employee(role="general_manager")
    papers.grant(actor=None, employee=employee, level=Level.SECRET, reason="岗位需要")
    return employee


def registered(keeper, **over) -> Paper:
    values = {
        "actor": keeper.user,
        "number": "CW-007",
        "title": "费率方案",
        "level": Level.SECRET,
        "department": keeper.department,
        "owner": keeper,
    }
    return papers.register(**{**values, **over})


@pytest.mark.rule("G12")
def test_only_who_is_cleared_opens_a_document_and_every_opening_is_listed_for_its_owner(owner):
    boss, colleague, guard = browser(owner), make_employee(), make_employee(role="security")
    form = {
        "act": "register",
        "number": "CW-007",
        "title": "费率方案",
        "level": 3,
        "department": owner.department.pk,
        "owner": owner.pk,
    }
    boss.post(PAPERS, {**form, "file": sheet()})
    paper = Paper.objects.get()
    file = PrivateFile.objects.get(purpose=papers.PURPOSE)
    url, page = f"/files/{file.pk}/", f"{PAGE}?pk={paper.pk}"
    other = browser(colleague)

    listed = "费率方案" in other.get(PAPERS).content.decode()
    shut = other.get(url).status_code, other.get(page).status_code, listed
    granted = papers.grant(actor=owner.user, employee=colleague, level=Level.SECRET, reason="参与测算")
    opened = other.get(url)
    b"".join(opened.streaming_content)
    papers.end_grant(actor=owner.user, granted=granted, reason="测算结束")
    after = other.get(url).status_code
    looks = boss.get(page).context["looks"]
    door = browser(guard)
    audited = door.get(page)
    shut_to_security = door.get(url).status_code

    assert shut == (404, 404, False)
    assert (opened.status_code, after) == (200, 404)
    assert [look.viewer for look in looks] == [colleague.user]
    assert [look.viewer for look in audited.context["looks"]] == [colleague.user]
    assert (url in audited.content.decode(), shut_to_security) == (False, 404)
    refused = set(Refusal.objects.values_list("clause", "actor"))
    assert refused == {("G12", colleague.user_id), ("G12", guard.user_id)}


def test_a_head_registers_a_document_of_another_with_its_first_file_or_not_at_all(owner):
    head = make_employee(role="department_head")
    page = browser(head)
    form = {
        "act": "register",
        "number": "ZD-2",
        "title": "疏散图",
        "level": 1,
        "department": head.department.pk,
        "owner": owner.pk,
    }

    registering = page.post(PAPERS, {**form, "file": sheet()})
    kept = private_storage().listdir(papers.PURPOSE)[1]
    again = page.post(PAPERS, {**form, "file": sheet()})

    [(version, file)] = papers.files_of(Paper.objects.get())
    assert (registering.status_code, again.status_code) == (302, 409)
    assert (version.number, version.added_by) == (1, head.user)
    assert (private_storage().listdir(papers.PURPOSE)[1], private_storage().exists(file.file.name)) == (
        kept,
        True,
    )


@pytest.mark.rule("G12")
def test_clearance_comes_by_person_or_position_and_ends_with_the_employment(owner):
    position = make_position()
    by_position = make_employee(position=position)
    papers.grant(actor=owner.user, position=position, level=Level.CONFIDENTIAL, reason="岗位需要")

    levels = [
        LevelGrant.objects.level_of(one) for one in (owner.user, by_position.user, make_employee().user)
    ]

    assert levels == [Level.SECRET, Level.CONFIDENTIAL, Level.INTERNAL]
    assert LevelGrant.objects.level_of(make_person()) == 0


@pytest.mark.rule("G12")
def test_nobody_clears_themselves_nor_above_their_own_level_nor_registers_beyond_it(owner):
    clerk = make_employee(role="hr")

    with pytest.raises(RuleError, match="不能给自己授权"):
        papers.grant(actor=owner.user, employee=owner, level=Level.SECRET, reason="要看")
    with pytest.raises(RuleError, match="不能给自己授权"):
        papers.grant(actor=owner.user, position=owner.position, level=Level.SECRET, reason="要看")
    with pytest.raises(RuleError, match="不能授给别人"):
        papers.grant(actor=clerk.user, employee=make_employee(), level=Level.SECRET, reason="要看")
    for over in ({"owner": clerk}, {"actor": clerk.user}):
        with pytest.raises(RuleError, match="都要有这个密级"):
            registered(owner, **over)


def test_versions_follow_each_other_until_the_document_is_out_of_use(owner):
    paper = registered(owner)
    stranger = make_employee()

    numbers = [papers.add_version(actor=owner.user, paper=paper).number for _n in range(2)]
    papers.classify(actor=owner.user, paper=paper, level=Level.INTERNAL, reason="已公布")
    with pytest.raises(PermissionDenied):
        papers.add_version(actor=stranger.user, paper=paper)
    papers.withdraw(actor=owner.user, paper=paper, reason="有了新方案")

    assert numbers == [1, 2]
    for call, words in (
        (lambda: papers.add_version(actor=owner.user, paper=paper), "停用"),
        (lambda: papers.withdraw(actor=owner.user, paper=paper, reason="再停"), "已经停用"),
        (lambda: papers.classify(actor=owner.user, paper=paper, level=2, reason=" "), "写明改变密级"),
        (lambda: registered(owner), "已经用过"),
        (lambda: papers.grant(actor=None, level=2, reason="x"), "二者选一"),
    ):
        with pytest.raises(DomainError, match=words):
            call()


def test_the_register_of_the_admin_shows_what_one_is_cleared_for(owner):
    registered(owner)
    registered(owner, number="ZD-1", title="疏散图", level=Level.INTERNAL)
    hr = make_employee(position=make_position(role="hr", department=make_department()))

    lists = [browser(one).get("/admin/staff/paper/").content.decode() for one in (owner, hr)]

    assert [("费率方案" in text, "疏散图" in text) for text in lists] == [(True, True), (False, True)]


def test_of_a_long_register_every_document_is_on_some_page(owner):
    Paper.objects.bulk_create(
        Paper(number=f"ZD-{n}", title=f"制度 {n}", level=1, department=owner.department, owner=owner)
        for n in range(101)
    )
    reader = browser(owner)

    pages = [reader.get(PAPERS, {"page": n}) for n in (1, 2, 3, 4)]

    listed = [paper.number for page in pages for paper in page.context["page"]]
    assert sorted(listed) == sorted(f"ZD-{n}" for n in range(101))
    assert "page=3" in pages[1].content.decode()
