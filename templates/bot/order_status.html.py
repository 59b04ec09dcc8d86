BBBB BBBB gettext(u'Order #%(number)s') SSSSS SSSSSSSSSSSBB BBBBBB BB BBBBBBBBBBBX XXXXXXX

 gettext(u'Your order is confirmed. We are getting it ready.') BBBB BBBBBB BB BBBBBBBBBX XXXXXXX

 gettext(u'Your order has been shipped. It is on its way to you.') 

BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBBBB BB BBBBBBBBBBBX XXXXXXX

 gettext(u'Your order has been delivered. Thank you for buying from us!') BBBB BBBBBB BB BBBBBBBBBBBXX XXXXXXX

 gettext(u'Your order has been cancelled.') BBBBB
