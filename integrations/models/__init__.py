from integrations.models.given_key import GivenKey
from integrations.models.listing import ListingLink, MarketplaceOrder
from integrations.models.marketplace_account import (
    Marketplace,
    MarketplaceAccount,
    MarketplaceCredentials,
)
from integrations.models.marketplace_goods import (
    MarketplaceProduct,
    MarketplaceSize,
    MarketplaceWarehouse,
)
from integrations.models.of_seller import OfSeller
from integrations.models.order_line import OrderLine
from integrations.models.product_day import ProductDay, WarehouseDay
from integrations.models.seller import (
    Role,
    Seller,
    SellerInvite,
    SellerMember,
    SellerRefreshToken,
)
from integrations.models.seller_code import SellerCode
from integrations.models.seller_notice import SellerNotice
from integrations.models.seller_sheet import SellerSheet
from integrations.models.subscription import Plan, Provider, Subscription, SubscriptionPayment
from integrations.models.sync_part import SyncPart
from integrations.models.sync_run import RawAnswer, SyncRun
from integrations.models.webhook import WebhookAttempt, WebhookEndpoint

__all__ = [
    "GivenKey",
    "ListingLink",
    "Marketplace",
    "MarketplaceAccount",
    "MarketplaceCredentials",
    "MarketplaceOrder",
    "MarketplaceProduct",
    "MarketplaceSize",
    "MarketplaceWarehouse",
    "OfSeller",
    "OrderLine",
    "Plan",
    "ProductDay",
    "Provider",
    "RawAnswer",
    "Role",
    "Seller",
    "SellerCode",
    "SellerInvite",
    "SellerMember",
    "SellerNotice",
    "SellerRefreshToken",
    "SellerSheet",
    "Subscription",
    "SubscriptionPayment",
    "SyncPart",
    "SyncRun",
    "WarehouseDay",
    "WebhookAttempt",
    "WebhookEndpoint",
]
