BBBB BBBBBB BBBBBBBXX 

BBBBBX XXX gettext(u'Check your order, please') XXXX
BBBBBBB BBBBBBBBBBBBBBBBBBB BBBB
 ngettext(u'… and %(more)s more line', u'… and %(more)s more lines', count) S SSS SSSSSSSS SSSS SSSSP PPP PPPPPPPP PPPP PPPPP
BBBBB
 gettext(u'Total:')  XXXXXXX
 gettext(u'Payment: on delivery') 

X 
X 
X 
BB BBBBBBBX BBBBB
