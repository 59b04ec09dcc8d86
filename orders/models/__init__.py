from orders.models.cart import Cart, CartItem
from orders.models.digital import DigitalCode, DigitalText
from orders.models.figures import DayFigure, FiguresState
from orders.models.order import Order, OrderEvent, OrderItem
from orders.models.payment import LedgerPosition, Payment, PaymentStep, Refund
from orders.models.wallet import Wallet, WalletEntry

__all__ = [
    "Cart",
    "CartItem",
    "DayFigure",
    "DigitalCode",
    "DigitalText",
    "FiguresState",
    "LedgerPosition",
    "Order",
    "OrderEvent",
    "OrderItem",
    "Payment",
    "PaymentStep",
    "Refund",
    "Wallet",
    "WalletEntry",
]
