from orders.models.cart import Cart, CartItem
from orders.models.order import Order, OrderEvent, OrderItem

__all__ = ["Cart", "CartItem", "Order", "OrderEvent", "OrderItem"]
