"""Rewards for inviting: what a friend's order or top-up brings to the wallet of who invited them."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F, Sum

from orders.locks import lock_order
from orders.models import Order, Payment, Reward, WalletEntry
from orders.pricing import percent_of
from orders.services.move_wallet import lock_wallet, move_wallet
from orders.services.payment_status import received
from orders.services.request_refund import WALLET
from orders.state import OrderStatus
from shop import outbox
from shop.models import Customer, StoreSettings
from shop.transactions import transactional

_ZERO = Decimal(0)
_ACTOR = "store"


@transactional
def settle_order_reward(*, order: Order) -> Reward | None:
    """Bring the reward for `order` to what its money says; however often, it is given once.

    So many percent of what was paid and not given back, as far as the order needed it, once it is
    delivered. The percent is that of the first time. What is too much is taken back, as far as
    the wallet has it; the rest is noted in `Reward.missing`. None when nobody is to be rewarded.
    """
    found = lock_order(order)
    if found.status != OrderStatus.DELIVERED:
        return None
    reward = Reward.objects.filter(order=found).first()
    if reward is None:
        reward = _new(found.customer, found.currency)
        if reward is None:
            return None
        reward.order = found
    counted = _counted(found, with_balance=reward.with_balance)
    return _settle(reward, percent_of(counted, reward.percent, found.currency))


@transactional
def settle_top_up_reward(*, payment: Payment) -> Reward | None:
    """Reward a top-up, once, where the store rewards those."""
    found = Payment.objects.select_for_update().get(pk=payment.pk)
    is_paid = found.status == Payment.Status.PAID and found.order_id is None
    if not is_paid or not StoreSettings.current().referral_top_ups:
        return None
    if Reward.objects.filter(payment=found).exists():
        return None
    reward = _new(found.customer, found.currency)
    if reward is None:
        return None
    reward.payment = found
    return _settle(reward, percent_of(found.amount, reward.percent, found.currency))


def _new(friend: Customer, currency: str) -> Reward | None:
    store = StoreSettings.current()
    if not store.referrals_on or friend.referred_by is None:
        return None
    return Reward(
        referrer=friend.referred_by,
        friend=friend,
        percent=store.referral_percent,
        with_balance=not store.referral_top_ups,
        currency=currency,
    )


def _counted(order: Order, *, with_balance: bool) -> Decimal:
    """What was paid for the order, as far as it was needed."""
    amount = received(order)
    if not with_balance:
        of_balance = Payment.objects.filter(
            order=order, provider=WALLET, status=Payment.Status.PAID
        ).aggregate(sum=Sum(F("amount") - F("refunded_amount")))["sum"]
        amount -= of_balance or _ZERO
    return max(min(amount, order.total_amount), _ZERO)


def _settle(reward: Reward, target: Decimal) -> Reward | None:
    """Move the referrer's wallet so that `target` of the reward stays with them."""
    more = target - reward.due
    if not more:
        return None if reward._state.adding else reward
    if reward._state.adding:
        reward.save()
    if more > 0:
        forgiven = min(more, reward.missing)
        reward.missing -= forgiven
        _move(reward, more - forgiven)
    else:
        there_is = lock_wallet(reward.referrer, reward.currency).balance
        taken = min(-more, there_is)
        reward.missing += -more - taken
        _move(reward, -taken)
    reward.save()
    return reward


def _move(reward: Reward, amount: Decimal) -> None:
    if not amount:
        return
    reward.moves += 1
    is_given = amount > 0
    move_wallet(
        customer=reward.referrer,
        currency=reward.currency,
        amount=amount,
        kind=WalletEntry.Kind.REWARD if is_given else WalletEntry.Kind.REWARD_TAKEN_BACK,
        reference=f"reward:{reward.pk}:{reward.moves}",
        actor=_ACTOR,
        order=reward.order,
    )
    if is_given:
        reward.amount += amount
        outbox.publish(
            "reward_earned",
            {"reward_id": reward.pk, "amount": str(amount)},
            customer_id=reward.referrer_id,
        )
    else:
        reward.taken_back -= amount
