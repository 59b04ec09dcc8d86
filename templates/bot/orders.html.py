BBBB BBBBX XXX gettext(u'My Orders') XXXX

BB BBBBBB gettext(u'Press an order to see what is in it.') BBBB gettext(u'You have no orders yet. The first one is a few taps away.') BBBBB
