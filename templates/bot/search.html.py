BBBB BBBBX  gettext(u'Search: <b>%(query)s</b>') SSSSSSS SSSSSSSSSSSSSSSS

BB BBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB gettext(u'Nothing was found. Try another word, or look through the catalog.') BBBBB
