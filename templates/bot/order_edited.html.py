BBBB BBBBXX XXX gettext(u'Your order #%(number)s has been changed') SSSS SSSSS SSSSSSSSSSS SSS SSSS SSSSSSSXXXX

BBB BBBB BB BBBBBX X BB BBBBBBBBBB BB BBBBBBBXXXXXXX X XXXXXXXBBBB BBB BBBBBBBB gettext(u'added, %(count)s pcs') SSSSSS SSSSSSSSS SSSBBBB BBB BBBBBBBBXXX gettext(u'taken out') XXXXBBBB gettext(u'%(old)s → <b>%(new)s</b> pcs') SSSSSSS S SSSSSSSSSSSSSS SSSBBBBB
BBBBBBBB BBBB ngettext(u'… and %(more)s more line', u'… and %(more)s more lines', count) S SSS SSSSSSSS SSSS SSSSP PPP PPPPPPPP PPPP PPPPP
BBBBB
BB BBBBB gettext(u'Total:')  XXXXXXXBBBBB
