"""The category tree as browsing needs it: in memory, with counts of products on offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from catalog.cache import cached_tree
from catalog.models import Category, Product, ProductVariant


@dataclass
class Node:
    """A category that is shown; `product_count` counts its subtree, `own_count` itself."""

    category: Category
    own_count: int = 0
    product_count: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.category.pk

    def subtree(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.subtree()


@dataclass
class CategoryTree:
    """The shown categories; one inside a hidden one is hidden too."""

    roots: list[Node]
    nodes: dict[int, Node]

    def stocked(self, parent: int | None = None) -> list[Node]:
        """The categories directly under `parent` (None: at the top) that have something in them."""
        nodes = self.roots if parent is None else self.nodes[parent].children
        return [node for node in nodes if node.product_count]

    def path(self, pk: int) -> list[Node]:
        """From the top down to the category `pk`."""
        found: list[Node] = []
        step: int | None = pk
        while step is not None:
            found.insert(0, self.nodes[step])
            step = found[0].category.parent_id
        return found


def category_tree() -> CategoryTree:
    """The tree now, at most a minute old: one query, or none when it is cached."""
    return cached_tree(_build)


def _build() -> CategoryTree:
    offers = ProductVariant.objects.filter(product=OuterRef("pk"), is_active=True)
    offered = Product.objects.filter(Exists(offers), category=OuterRef("pk"), is_active=True)
    counted = offered.order_by().values("category").annotate(count=Count("pk")).values("count")
    categories = Category.objects.annotate(own_count=Coalesce(Subquery(counted), 0))
    every = {category.pk: Node(category, category.own_count) for category in categories}
    roots = []
    for node in every.values():
        if not node.category.is_active:
            continue
        if node.category.parent_id is None:
            roots.append(node)
        else:
            every[node.category.parent_id].children.append(node)
    for root in roots:
        _count(root)
    return CategoryTree(roots, {node.pk: node for root in roots for node in root.subtree()})


def _count(node: Node) -> int:
    node.product_count = node.own_count + sum(_count(child) for child in node.children)
    return node.product_count
