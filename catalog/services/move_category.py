"""Categories moved within the tree: among their siblings, and under another parent."""

from __future__ import annotations

import hashlib

from catalog.cache import catalogue_changed
from catalog.models import Category
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional


def lock_tree() -> None:
    """Hold the whole tree until the transaction ends.

    Two moves at once could otherwise each be right and together make a ring.
    """
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))


def tree_version() -> str:
    """Names the tree as it stands: another word as soon as a category moves, comes or goes."""
    places = Category.objects.order_by("pk").values_list("pk", "parent_id", "sort_order")
    return hashlib.sha256(repr(list(places)).encode()).hexdigest()[:16]


@transactional
def move_category(
    *, category_id: int, parent_id: int | None, place: int, version: str = ""
) -> None:
    """Make the category the child of `parent_id` (None: at the top) with `place` siblings before it.

    Raises StoreError: TREE_CHANGED when the tree is no longer the `version` that was looked at,
    NOT_FOUND for a category that is gone, CATEGORY_INSIDE_ITSELF.
    """
    lock_tree()
    if version and version != tree_version():
        raise StoreError(ErrorCode.TREE_CHANGED)
    categories = Category.objects.in_bulk()
    moved = categories.get(category_id)
    if moved is None or (parent_id is not None and parent_id not in categories):
        raise StoreError(ErrorCode.NOT_FOUND, category_id=category_id)
    if parent_id in moved.subtree_ids():
        raise StoreError(ErrorCode.CATEGORY_INSIDE_ITSELF, category_id=category_id)
    siblings = sorted(
        (one for one in categories.values() if one.parent_id == parent_id and one != moved),
        key=lambda one: (one.sort_order, one.pk),
    )
    siblings.insert(max(0, min(place, len(siblings))), moved)
    changed = [one for rank, one in enumerate(siblings) if one.sort_order != rank or one is moved]
    for rank, one in enumerate(siblings):
        one.sort_order = rank
    moved.parent_id = parent_id
    Category.objects.bulk_update(changed, ["parent", "sort_order"])
    catalogue_changed()
