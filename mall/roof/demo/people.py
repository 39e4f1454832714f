"""Who lives in the demo mall, and how a newcomer gets in as one of them."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "demo-mall-2026"  # noqa: S105 - published on purpose: the demo refuses to run anywhere real


@dataclass(frozen=True)
class Guide:
    """A line of the short list for the terminal."""

    who: str
    sign_in: str


GUIDES = (
    Guide("Shopper", "lin@demo.example"),
    Guide("Merchant (tea)", "wuyi@demo.example"),
    Guide("Catalogue reviewer", "reviewer@demo.example"),
    Guide("General manager", "manager@demo.example"),
)


def accounts_text(url: str) -> str:
    """The demo's accounts for the terminal; ``url`` is the mall's address and ends with a slash."""
    width = max(len(guide.who) for guide in GUIDES)
    return "\n".join(
        [
            "  Demo accounts:",
            *(f"    {guide.who:<{width}}  {guide.sign_in}" for guide in GUIDES),
            f"  Password of all: {PASSWORD}   Codes by SMS, e-mail and authenticator: {url}dev/inbox/",
        ]
    )
