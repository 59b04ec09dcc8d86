BBBB BBBBX XXX gettext(u'My Cart') XXXX
BB BBBBBB
XX 
BBBBBBBBBBBB BBBBBBBBBBBBBBBBBBB BBBBB
 gettext(u'Total:')  XXXXXXXBBBB
 gettext(u'Your cart is empty. Something nice is surely waiting in the catalog.') BBBBB
