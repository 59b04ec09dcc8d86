from orders.models.bought import BoughtCategory
from orders.models.cart import Cart, CartItem
from orders.models.digital import DigitalCode, DigitalFile, DigitalText
from orders.models.export import ExportChunk, ExportRun, ExportSchedule, SheetPermission
from orders.models.figures import DayFigure, FiguresState
from orders.models.order import Order, OrderEvent, OrderItem
from orders.models.payment import LedgerPosition, Payment, PaymentStep, Refund
from orders.models.promo import PromoCode, PromoUse
from orders.models.referral import Reward
from orders.models.segment import Segment
from orders.models.wallet import Wallet, WalletEntry

__all__ = [
    "BoughtCategory",
    "Cart",
    "CartItem",
    "DayFigure",
    "DigitalCode",
    "DigitalFile",
    "DigitalText",
    "ExportChunk",
    "ExportRun",
    "ExportSchedule",
    "FiguresState",
    "LedgerPosition",
    "Order",
    "OrderEvent",
    "OrderItem",
    "Payment",
    "PaymentStep",
    "PromoCode",
    "PromoUse",
    "Refund",
    "Reward",
    "Segment",
    "SheetPermission",
    "Wallet",
    "WalletEntry",
]
