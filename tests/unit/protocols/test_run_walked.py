"""Walking a protocol: no page is passed over, forward or back."""

from __future__ import annotations

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import NotFoundError
from estip_desktop.protocols import Protocol, Run

PROTOCOLS = Content().protocols()


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=[each.id for each in PROTOCOLS])
def test_each_page_is_followed_by_the_next_one_that_is_shown(protocol: Protocol) -> None:
    run = Run(protocol, {})
    shown = [page.id for page in run.pages]
    order = [page.id for page in protocol.pages]
    assert len(shown) > 2
    for page in order:
        place = order.index(page)
        after = [other for other in shown if order.index(other) > place]
        before = [other for other in shown if order.index(other) < place]
        found_after, found_before = run.page_after(page), run.page_before(page)
        assert (found_after and found_after.id) == (after[0] if after else None)
        assert (found_before and found_before.id) == (before[-1] if before else None)
    for lost in (run.page_after, run.page_before):
        with pytest.raises(NotFoundError):
            lost("no-such-page")
