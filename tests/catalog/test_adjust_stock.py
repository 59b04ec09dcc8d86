import pytest
from django.core.management import CommandError, call_command

from catalog.models import ProductVariant, StockMovement
from catalog.services.adjust_stock import adjust_stock, lock_variants, move_locked_stock
from shop.errors import ErrorCode, StoreError
from tests.factories import make_variant

pytestmark = pytest.mark.django_db


def ledger(variant):
    rows = variant.movements.order_by("pk")
    return list(rows.values_list("quantity", "stock_after", "reason", "actor", "reference"))


def stock(variant):
    return ProductVariant.objects.values_list("stock_quantity", flat=True).get(pk=variant.pk)


def test_each_movement_is_written_with_the_stock_it_leaves():
    variant = make_variant(stock=10)
    adjust_stock(variant=variant, quantity=-4, reason="broken", actor="anna", reference="act:7")
    movement = adjust_stock(variant=variant, quantity=1, reason=StockMovement.Reason.RECEIVED)
    assert movement.stock_after == 7
    assert variant.stock_quantity == stock(variant) == 7
    assert ledger(variant) == [
        (10, 10, "initial", "", ""),
        (-4, 6, "broken", "anna", "act:7"),
        (1, 7, "received", "", ""),
    ]


def test_the_last_piece_can_go():
    variant = make_variant(stock=2)
    adjust_stock(variant=variant, quantity=-2, reason="sold")
    assert stock(variant) == 0


def test_more_than_there_is_cannot_go():
    variant = make_variant(stock=2, sku="TS-1")
    with pytest.raises(StoreError) as caught:
        adjust_stock(variant=variant, quantity=-3, reason="sold")
    assert caught.value.code == ErrorCode.STOCK_NEGATIVE
    assert caught.value.context == {"sku": "TS-1", "available": 2}
    assert variant.stock_quantity == stock(variant) == 2
    assert ledger(variant) == [(2, 2, "initial", "", "")]


def test_moving_nothing_writes_nothing():
    variant = make_variant(stock=2)
    assert adjust_stock(variant=variant, quantity=0, reason="nothing") is None
    assert len(ledger(variant)) == 1


def test_the_stock_of_the_database_counts_not_the_one_in_hand():
    variant = make_variant(stock=2)
    stale = ProductVariant.objects.get(pk=variant.pk)
    adjust_stock(variant=variant, quantity=5, reason="received")
    adjust_stock(variant=stale, quantity=-6, reason="sold")
    assert stale.stock_quantity == stock(variant) == 1


def test_a_variant_that_is_gone_is_said_so():
    variant = make_variant()
    gone = ProductVariant(pk=variant.pk + 1)
    with pytest.raises(StoreError) as caught:
        adjust_stock(variant=gone, quantity=1, reason="received")
    assert caught.value.code == ErrorCode.NOT_FOUND


def test_several_variants_move_in_two_statements(django_assert_num_queries):
    variants = [make_variant(stock=number) for number in (21, 22, 23)]
    adjust_stock(variant=variants[0], quantity=-1, reason="what is cached is cached now")
    locked = lock_variants(variant.pk for variant in variants)
    changes = {variants[0].pk: 5, variants[1].pk: -2, variants[2].pk: -1}
    with django_assert_num_queries(2):
        move_locked_stock(locked, changes, reason="count")
    assert [stock(variant) for variant in variants] == [25, 20, 22]
    assert [ledger(variant)[-1][:2] for variant in variants] == [(5, 25), (-2, 20), (-1, 22)]


def test_when_one_of_several_cannot_move_none_does():
    plenty, scarce = make_variant(stock=10), make_variant(stock=1)
    locked = lock_variants([plenty.pk, scarce.pk])
    with pytest.raises(StoreError) as caught:
        move_locked_stock(locked, {plenty.pk: -1, scarce.pk: -2}, reason="sold")
    assert caught.value.code == ErrorCode.STOCK_NEGATIVE
    assert (stock(plenty), stock(scarce)) == (10, 1)
    assert StockMovement.objects.count() == 2


def test_the_check_proves_stocks_that_are_in_order(capsys):
    adjust_stock(variant=make_variant(stock=5), quantity=-2, reason="sold")
    make_variant(stock=0)
    call_command("check_stock")
    assert "The stock of 2 variants is the sum of its movements." in capsys.readouterr().out


def test_the_check_finds_a_stock_that_was_written_past_the_ledger():
    make_variant(stock=5, sku="GOOD")
    forged = make_variant(stock=5, sku="FORGED")
    ProductVariant.objects.filter(pk=forged.pk).update(stock_quantity=9)
    with pytest.raises(CommandError) as caught:
        call_command("check_stock")
    assert str(caught.value) == "FORGED: in stock 9, movements say 5"


def test_the_check_finds_a_stock_without_any_movement_and_a_movement_without_stock():
    bare = make_variant(stock=0, sku="BARE")
    ProductVariant.objects.filter(pk=bare.pk).update(stock_quantity=1)
    extra = make_variant(stock=5, sku="EXTRA")
    StockMovement.objects.create(variant=extra, quantity=2, stock_after=7, reason="forged")
    with pytest.raises(CommandError) as caught:
        call_command("check_stock")
    assert str(caught.value).splitlines() == [
        "BARE: in stock 1, movements say 0",
        "EXTRA: in stock 5, movements say 7",
    ]
