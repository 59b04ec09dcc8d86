"""Who pays an invoice: the bot is asked for ways of delivery, and before the money is taken."""

from __future__ import annotations

from botapp.emulator.engine.errors import JSON, ActionError
from botapp.emulator.engine.orderform import order_info as answers
from botapp.emulator.engine.orderform import tip_of
from botapp.emulator.engine.speaker import Speaker
from botapp.emulator.engine.state import Query


class Payer(Speaker):
    """Somebody who has an invoice before them; each act leaves a ``Query``."""

    def ask_shipping(
        self, *, message_id: int | None = None, slug: str = "", order_info: JSON | None = None
    ) -> Query:
        """Sends the address of a flexible invoice: the bot gets a shipping_query."""
        invoice, source = self._invoice(message_id, slug)
        if not invoice.get("is_flexible"):
            raise ActionError("this invoice is the same wherever it goes")
        info = answers(invoice, order_info or {})
        query = self._query("shipping", {"source": source, "order_info": info})
        update = {
            "id": query.id,
            "from": self.user.as_json(),
            "invoice_payload": invoice["payload"],
            "shipping_address": info["shipping_address"],
        }
        self.engine.updates.add("shipping_query", update, self.id)
        return query

    def pay(
        self,
        *,
        message_id: int | None = None,
        slug: str = "",
        declined: bool = False,
        order_info: JSON | None = None,
        shipping_option: str = "",
        tip: int = 0,
    ) -> Query:
        """Confirms an invoice (message or link): the bot gets a pre_checkout_query.

        One in the chat with the bot is paid once; a forwarded copy can be paid again.
        ``declined``: the card will be refused even if the bot says yes. ``shipping_option``: the
        id of one that the bot offered last. ``tip`` in the currency's smallest units.
        """
        invoice, source = self._invoice(message_id, slug)
        info = answers(invoice, order_info or {})
        option = self._offered(invoice, source, shipping_option)
        prices = invoice["prices"] + (option["prices"] if option else [])
        facts: JSON = {
            "currency": invoice["currency"],
            "total_amount": sum(price["amount"] for price in prices) + tip_of(invoice, tip),
            "invoice_payload": invoice["payload"],
        }
        if option:
            facts["shipping_option_id"] = option["id"]
        if info:
            facts["order_info"] = info
        body = {
            "facts": facts,
            "prices": prices,
            "tip": tip,
            "declined": declined,
            "source": source,
            "subscription_period": invoice.get("subscription_period", 0),
        }
        query = self._query("pre_checkout", body)
        update = {"id": query.id, "from": self.user.as_json(), **facts}
        self.engine.updates.add("pre_checkout_query", update, self.id)
        return query

    def _invoice(self, message_id: int | None, slug: str) -> tuple[JSON, JSON]:
        """The invoice, and where it stands."""
        if slug:
            invoice = self.engine.state.invoices.get(slug)
        else:
            message = next((item for item in self._newest_first(message_id) if item.invoice), None)
            invoice = message.invoice if message else None
            message_id = message.id if message else None
            if message and message.receipt:
                raise ActionError("this invoice is paid; its button shows the receipt")
        if invoice is None:
            raise ActionError("there is no such invoice")
        return invoice, {"message_id": message_id, "slug": slug}

    def _offered(self, invoice: JSON, source: JSON, option_id: str) -> JSON | None:
        if not invoice.get("is_flexible"):
            return None
        queries = self.engine.state.queries.values()
        asked = [
            query
            for query in queries
            if query.kind == "shipping" and query.user_id == self.id
            if query.body["source"] == source and query.answer
        ]
        offers: list[JSON] = (asked[-1].answer or {}).get("options", []) if asked else []
        for option in offers:
            if option["id"] == option_id:
                return option
        raise ActionError("choose a way of delivery first")

    def _query(self, kind: str, body: JSON) -> Query:
        engine = self.engine
        number = str(10**15 + engine.state.next_number() * 7919)
        query = Query(number, kind, self.id, self.chat.id, engine.now(), body)
        engine.state.queries[number] = query
        while len(engine.state.queries) > 2000:
            del engine.state.queries[next(iter(engine.state.queries))]
        return query
