"""The workflow that governs a page of the admin, linked from its header. (C1.3)"""

from __future__ import annotations

from django import template

from staff.services import texts

register = template.Library()


@register.inclusion_tag("admin/workflow_link.html", takes_context=True)
def workflow_link(context) -> dict:
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    is_page = match is not None and bool(match.url_name) and request.user.is_authenticated
    return {"text": texts.workflow_for(match.url_name) if is_page else None}
