BBBB BBBBBB BBBB

BBBBBX XXXXXXX

BB BBBBBBBBBBB gettext(u'Welcome! Have a look at the catalog: choosing and ordering take a minute, right here in the chat.') BBBBB
