"""Lists of the admin that stay cheap: counted as far as anybody turns pages, linked without a search."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList


class BoundedPaginator(Paginator):
    """Counts no further than anybody turns pages: counting all of a long list costs more than the page."""

    MOST_PAGES = 100

    object_list: QuerySet

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: self.MOST_PAGES * self.per_page].count()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than were counted."""
        return self.count == self.MOST_PAGES * self.per_page


class LinkedList(ChangeList):
    """Its links carry the list's filters themselves, so that one comes back to the same list.

    Django would find out of each link whether it leads to a row, by trying all addresses of the admin: half
    of what a filtered list costs.
    """

    def __init__(self, request: HttpRequest, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self._filters: str = self.preserved_filters
        self.preserved_filters: str = ""

    def url_for_result(self, result) -> str:
        url = super().url_for_result(result)
        return f"{url}?{self._filters}" if self._filters else url
