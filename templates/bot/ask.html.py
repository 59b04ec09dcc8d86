BBBB BBBBBB BBBBBBBXX 

BBBBBBB BBBB BB BBBBBBBBBX XXX gettext(u'A comment to the order') XXXX

 gettext(u'Write it in one message: a convenient time, the entrance, anything we should know.') BBBBXXX gettext(u'Step %(number)s of 3') SSSS SSSSSSSSSS SS SXXXX

BB BBBB BB BBBBBBX XXX gettext(u'What is your full name?') XXXXBBBB BBBB BB BBBBBBBX XXX gettext(u'What is your phone number?') XXXX

 gettext(u'Write it, or press the button below to share the one you have in Telegram.') BBBBX XXX gettext(u'Where shall we deliver?') XXXX

 gettext(u'Town, street, house, flat: in one message.') BBBBBBBBBB
