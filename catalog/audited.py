"""What the audit log watches of the catalogue, and what it leaves alone."""

from shop.audit.watched import Lookup, Watched

_PRODUCT = ("catalog.product", "product_id")

WATCHED = (
    Watched("catalog.Category", name="name"),
    Watched("catalog.Product", name="name", ignored=("search_text", "created_at", "updated_at")),
    Watched("catalog.ProductImage", name="image", part_of=_PRODUCT),
    # Stock has its own ledger.
    Watched("catalog.ProductVariant", name="sku", ignored=("stock_quantity",), part_of=_PRODUCT),
    Watched("catalog.OptionType", name="name", part_of=_PRODUCT),
    Watched(
        "catalog.OptionValue",
        name="value",
        part_of=("catalog.product", Lookup("catalog.optiontype", "option_type_id", "product_id")),
    ),
    # The ledger is its own record; that somebody altered it is one for ours.
    Watched(
        "catalog.StockMovement",
        name="reference",
        part_of=("catalog.productvariant", "variant_id"),
        inserts="false",
    ),
)

NOT_WATCHED = {
    "catalog.VariantOption": "the variant's combination says the same",
    "catalog.ImportRun": "an import keeps who started it and what became of it",
    "catalog.ImportChunk": "a piece of an uploaded file on its way",
    "catalog.ImportRow": "a row of an uploaded file; what it changes is recorded where it changes",
    "catalog.SearchWord": "PostgreSQL draws it from the names of products, which are recorded",
    "catalog.LeftPicture": "a file that no product shows; that it was taken off is recorded there",
    "catalog.PictureDownload": "a download to be done; the picture is recorded when it is there",
}
