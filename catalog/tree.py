"""The category tree as browsing needs it: in memory, with counts of products on offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef

from catalog.cache import cached_shown, cached_tree
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
    """The tree now, at most a minute old: two queries, or none when it is cached."""
    return cached_tree(_build)


def is_shown(category_id: int) -> bool:
    """Whether a category and all above it are published: one small query, or none when cached."""
    return category_id in cached_shown(_shown)


def _shown() -> frozenset[int]:
    parents = dict(Category.objects.filter(is_active=True).values_list("pk", "parent_id"))

    def reaches_the_top(pk: int | None) -> bool:
        while pk in parents:
            pk = parents[pk]
        return pk is None

    return frozenset(pk for pk in parents if reaches_the_top(pk))


def _build() -> CategoryTree:
    offers = ProductVariant.objects.filter(product=OuterRef("pk"), is_active=True)
    counts = dict(
        Product.objects.filter(Exists(offers), is_active=True)
        .order_by()
        .values_list("category_id")
        .annotate(count=Count("pk"))
    )
    every = {category.pk: Node(category) for category in Category.objects.all()}
    roots = []
    for node in every.values():
        node.own_count = counts.get(node.pk, 0)
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
