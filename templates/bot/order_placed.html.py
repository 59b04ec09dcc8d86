BBBB BBBBX XXX gettext(u'Your order #%(number)s has been placed successfully!') SSSS SSSSS SSSSSSSSSSS SSS SSSS SSSSSS SSSSSSSSSSSSSXXXX

BBBBBBB BBBBBBBBBBBBBBBBBBBBBBB
X 

 gettext(u'We will write here as soon as it moves on.') 
