BBBB BBBBBBB BBBB BB BBBBBX  X  X 
BBBBBBBB BBBB ngettext(u'… and %(more)s more line', u'… and %(more)s more lines', count) S SSS SSSSSSSS SSSS SSSSP PPP PPPPPPPP PPPP PPPPP
BBBBB
 gettext(u'Total:')  XXXXXXX
