from django.urls import URLPattern

from catalog.api import staff_categories, staff_products, staff_stock, store
from shop.paths import path_both

urlpatterns: list[URLPattern] = [
    path_both("categories", store.CategoriesView.as_view(), name="api-categories"),
    path_both("products", store.ProductsView.as_view(), name="api-products"),
    path_both("products/<int:product_id>", store.ProductView.as_view(), name="api-product"),
    path_both("admin/products", staff_products.ProductsView.as_view(), name="api-staff-products"),
    path_both(
        "admin/products/<int:product_id>",
        staff_products.ProductView.as_view(),
        name="api-staff-product",
    ),
    path_both(
        "admin/categories", staff_categories.CategoriesView.as_view(), name="api-staff-categories"
    ),
    path_both(
        "admin/categories/<int:category_id>",
        staff_categories.CategoryView.as_view(),
        name="api-staff-category",
    ),
    path_both("admin/stock", staff_stock.StockView.as_view(), name="api-staff-stock"),
]
