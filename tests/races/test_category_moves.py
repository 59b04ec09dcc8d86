"""Categories moved into each other at once: whoever is second is refused, and no ring is made."""

import pytest

from catalog.models import Category
from catalog.services import move_category as moves
from shop.errors import ErrorCode, StoreError
from tests.factories import make_category
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


def moving(one, parent):
    return lambda: moves.move_category(category_id=one.pk, parent_id=parent.pk, place=0)


def has_ring(*categories):
    return all(
        Category.objects.get(pk=one.pk).parent_id in {other.pk for other in categories}
        for one in categories
    )


def test_two_moves_into_each_other_make_no_ring():
    for _ in range(ROUNDS):
        left, right = make_category("Left"), make_category("Right")
        results = together([moving(left, right), moving(right, left)])
        refusals = [r.code for r in results if isinstance(r, StoreError)]
        assert refusals == [ErrorCode.CATEGORY_INSIDE_ITSELF]
        assert not has_ring(left, right)


def test_without_the_lock_they_make_one(monkeypatch):
    """The control: both look at the tree before either has moved."""
    left, right = make_category("Left"), make_category("Right")
    everybody_has_looked = meeting(2)
    subtree_ids = Category.subtree_ids

    def look(category):
        found = subtree_ids(category)
        everybody_has_looked()
        return found

    monkeypatch.setattr(moves, "lock_tree", lambda: None)
    monkeypatch.setattr(Category, "subtree_ids", look)
    assert together([moving(left, right), moving(right, left)]) == [None, None]
    assert has_ring(left, right)
