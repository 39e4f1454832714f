"""Applying for a shop, a step at a time; each step is kept as it is sent. (B4.1, B4.2, F4)"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mall.rulebook.boundary import shown
from mall.rulebook.words import in_words
from merchants import agreement as text
from merchants import requirements, rules
from merchants.forms import DocumentForm
from merchants.models import IN_HAND, OPEN_APPLICATION, Application, DocumentType
from merchants.services import applications, documents

from . import samples
from .forms import AccountForm, KindForm, ShopForm, SubjectForm

RECENT = 3
_PAGE = ["GET", "HEAD", "POST"]


def _mine(request: HttpRequest) -> Application:
    """The person's own application under way. Raises Http404 where there is none."""
    found = applications.open_of(request.user)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Where the application stands and what is to be done next; or how to begin one."""
    application = applications.open_of(request.user)
    earlier = Application.objects.filter(applicant=request.user.pk).exclude(state="draft")
    context = {
        "application": application,
        "earlier": earlier.exclude(state__in=OPEN_APPLICATION).order_by("-id")[:RECENT],
        "form": KindForm(),
        "deposit": in_words(rules.APPROVAL.figure("deposit")),
    }
    if application:
        context |= _steps(application)
    return render(request, "apply/index.html", context)


def _steps(application: Application) -> dict:
    there = {document.type: document for document in application.documents.select_related("file")}
    wanted = requirements.for_application(application.kind, application.slugs)
    missing = documents.missing(application)
    papers = [(type_, there.get(type_), True, missing.get(type_, ())) for type_ in wanted]
    papers += [(type_, there.get(type_), False, ()) for type_ in requirements.optional(wanted)]
    return {
        "papers": papers,
        "lacking": applications.lacking_of(application),
        "in_hand": application.state in IN_HAND,
        "has_shop": application.name and application.slug and application.categories,
        "has_subject": application.person_id and application.person_name,
        "has_account": application.account and application.bank,
        "signature": applications.signature_of(application),
        "agreement": text,
    }


@require_POST
@login_required
def start(request: HttpRequest) -> HttpResponse:
    form = KindForm(request.POST)
    with shown(request) as outcome:
        applications.start(actor=request.user, kind=form.data.get("kind", ""))
    return redirect("apply:shop" if outcome.ok else "apply:index")


def _step(request: HttpRequest, form, save: Callable[[], object], *, title, following: str) -> HttpResponse:
    """One step's form: kept and on to ``following``, or shown again with what is wrong."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            with shown(request, form=form) as outcome:
                save()
            if outcome.ok:
                return redirect(following)
            status = outcome.status
    # What a paper says may lack for good; the rest is only put off.
    context = {"form": form, "title": title, "fills_in": not isinstance(form, DocumentForm)}
    if settings.DEV_INBOX:
        context["samples"] = samples
    return render(request, "apply/form.html", context, status=status)


@require_http_methods(_PAGE)
@login_required
def shop(request: HttpRequest) -> HttpResponse:
    application = _mine(request)
    initial = {name: getattr(application, name) for name in ("kind", "name", "slug", "intro")}
    form = ShopForm(request.POST or None, initial=initial | {"categories": application.slugs})

    def save():
        values = {name: form.cleaned_data[name] for name in ("kind", "name", "slug", "intro")}
        applications.save_shop(actor=request.user, application=application, categories=form.chosen, **values)

    return _step(request, form, save, title=_("店铺"), following="apply:subject")


@sensitive_post_parameters("person_id", "person_name")
@never_cache
@require_http_methods(_PAGE)
@login_required
def subject(request: HttpRequest) -> HttpResponse:
    application = _mine(request)
    initial = {name: getattr(application, name) for name in ("legal_name", "uscc", "person_name")}
    form = SubjectForm(request.POST or None, initial=initial, application=application)

    def save():
        applications.save_subject(actor=request.user, application=application, **form.cleaned_data)

    return _step(request, form, save, title=_("主体和负责人"), following="apply:account")


@sensitive_post_parameters("account", "holder")
@never_cache
@require_http_methods(_PAGE)
@login_required
def account(request: HttpRequest) -> HttpResponse:
    application = _mine(request)
    initial = {"holder": application.holder, "bank": application.bank}
    form = AccountForm(request.POST or None, initial=initial, application=application)

    def save():
        applications.save_account(actor=request.user, application=application, **form.cleaned_data)

    return _step(request, form, save, title=_("收款账户"), following="apply:index")


@never_cache
@require_http_methods(_PAGE)
@login_required
def document(request: HttpRequest, type: str) -> HttpResponse:  # noqa: A002 - the address's name
    """A paper: what is typed from it, and its picture."""
    application = _mine(request)
    if type not in DocumentType.values:
        raise Http404
    type_ = DocumentType(type)
    there = application.documents.filter(type=type).first()
    names = ("number", "issuer", "valid_from_on", "valid_to_on")
    initial = {name: getattr(there, name) for name in names} if there else {}
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        type_=type_,
        document=there,
        is_needed=type_ in requirements.for_application(application.kind, application.slugs),
    )

    def save():
        documents.hand_in(
            actor=request.user,
            application=application,
            type=type,
            upload=form.cleaned_data["file"],
            **form.typed,
        )

    return _step(request, form, save, title=type_.label, following="apply:index")


@require_POST
@login_required
def submit(request: HttpRequest) -> HttpResponse:
    with shown(request) as outcome:
        applications.submit(actor=request.user, application=_mine(request))
    if outcome.ok:
        messages.success(request, _("已提交，审核结果会发到站内信、短信和邮箱。"))
    return redirect("apply:index")


@require_POST
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    with shown(request) as outcome:
        applications.withdraw(actor=request.user, application=_mine(request))
    if outcome.ok:
        messages.success(request, _("申请已撤回。"))
    return redirect("apply:index")


@never_cache
@require_http_methods(_PAGE)
@login_required
def agreement(request: HttpRequest) -> HttpResponse:
    """Read and sign. The version that was read goes along, so that nobody signs another. (F4)"""
    application = _mine(request)
    if request.method == "POST":
        with shown(request) as outcome:
            applications.sign_agreement(
                actor=request.user,
                application=application,
                version=request.POST.get("version", "")[:20],
                ip=request.META.get("REMOTE_ADDR") or None,
            )
        if outcome.ok:
            messages.success(request, _("协议已签署。"))
            return redirect("apply:index")
    context = {
        "application": application,
        "agreement": text,
        "signature": applications.signature_of(application),
    }
    return render(request, "apply/agreement.html", context)
