"""Which papers an applicant, or a shop, has to show: by who sells, and by what is sold. (B4.1, E6)"""

from __future__ import annotations

from collections.abc import Iterable

from .models import DocumentType, RequiredPermit, ShopKind

BY_KIND = {
    ShopKind.ENTERPRISE: (
        DocumentType.BUSINESS_LICENCE,
        DocumentType.IDENTITY,
        DocumentType.IDENTITY_BACK,
        DocumentType.BANK_PROOF,
    ),
    ShopKind.INDIVIDUAL: (
        DocumentType.BUSINESS_LICENCE,
        DocumentType.IDENTITY,
        DocumentType.IDENTITY_BACK,
        DocumentType.BANK_PROOF,
    ),
    # Small natural-person sellers need no registration; the person is verified instead.
    ShopKind.PERSON: (DocumentType.IDENTITY, DocumentType.IDENTITY_BACK, DocumentType.BANK_PROOF),
}
# Pictures of what is no certificate: nothing is typed from them.
WITHOUT_NUMBER = {DocumentType.IDENTITY, DocumentType.BANK_PROOF}
WITHOUT_TERM = {DocumentType.IDENTITY, DocumentType.BANK_PROOF}
# What the maker of a paper is called, where it isn't an authority.
WITHOUT_ISSUER = {DocumentType.IDENTITY, DocumentType.BANK_PROOF}


def for_application(kind: str, categories: Iterable[str]) -> list[DocumentType]:
    """The types of papers that such a shop needs to sell goods of such departments, in the types' order."""
    wanted = {*BY_KIND[ShopKind(kind)], *permits_for(categories)}
    return [type_ for type_ in DocumentType if type_ in wanted]


def optional(needed: Iterable[str]) -> list[DocumentType]:
    """What may be shown besides."""
    return [
        type_
        for type_ in (DocumentType.QUALITY_REPORT, DocumentType.BRAND_AUTHORISATION)
        if type_ not in set(needed)
    ]


def permits_for(categories: Iterable[str]) -> set[DocumentType]:
    """What goods of these categories need. One query."""
    found = RequiredPermit.objects.filter(category__in=list(categories)).order_by()
    return {DocumentType(type_) for type_ in found.values_list("type", flat=True)}
