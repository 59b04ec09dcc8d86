BBBB BBBBX XXXBBB BBBB BB BBBBBB BBB BBBBBBBBBBBB X BBBBBBBBBB gettext(u'Catalog') BBBBBBXXXX

BB BBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBBBBBB gettext(u'There is nothing here yet. Have a look at the other shelves.') BBBB gettext(u'What are you looking for?') BBBBB
