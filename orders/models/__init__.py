from orders.models.cart import Cart, CartItem
from orders.models.figures import DayFigure, FiguresState
from orders.models.order import Order, OrderEvent, OrderItem
from orders.models.payment import Payment, PaymentStep, Refund
from orders.models.promo import PromoCode, PromoUse
from orders.models.referral import Reward
from orders.models.wallet import Wallet, WalletEntry

__all__ = [
    "Cart",
    "CartItem",
    "DayFigure",
    "FiguresState",
    "Order",
    "OrderEvent",
    "OrderItem",
    "Payment",
    "PaymentStep",
    "PromoCode",
    "PromoUse",
    "Refund",
    "Reward",
    "Wallet",
    "WalletEntry",
]
