"""Where providers tell of payments: `POST /payments/<provider>/webhook`."""

from __future__ import annotations

import stripe
import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations.payments.stripe_subscriptions import take_webhook as take_subscription
from orders import payments
from orders.payments import Forged
from orders.services.take_notice import take_notice
from shop.errors import DeliveryError

log = structlog.get_logger(__name__)

_SIGNATURE = "stripe-signature"
_MAX_BYTES = 256 * 1024


@csrf_exempt  # each provider proves who it is in its own way
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """200 when what was told is known for good; 403 forged, 400 unreadable; 503: tell it again."""
    known = payments.providers().get(provider)
    if known is None:
        return HttpResponse(status=404)
    if int(request.headers.get("Content-Length") or 0) > _MAX_BYTES:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        if provider == "stripe" and take_subscription(request.body, headers.get(_SIGNATURE, "")):
            return HttpResponse(status=200)
        notices = known.parse_webhook(headers, request.body, request.META["REMOTE_ADDR"])
        for notice in notices:
            take_notice(provider=provider, notice=notice)
    except NotImplementedError:
        return HttpResponse(status=404)
    except (Forged, stripe.SignatureVerificationError):
        log.warning("payment.forged_webhook", provider=provider)
        return HttpResponse(status=403)
    except DeliveryError as error:
        log.warning("payment.webhook_not_checked", provider=provider, error=str(error))
        return HttpResponse(status=503)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("payment.unreadable_webhook", provider=provider, error=repr(error))
        return HttpResponse(status=400)
    return HttpResponse(status=200)
