BBBB BBBBX XXX gettext(u'How to order') XXXX

 gettext(u'1. Open the catalog and choose a product.') 
 gettext(u'2. Put it into the cart and press “Checkout”.') 
 gettext(u'3. Tell us your name, phone and address, and confirm.') 

 gettext(u'We will tell you here how your order is doing.') 
BB BBBBBBB
 gettext(u'Questions? Write to us:')  
BBBBB
XXXXXXXX X XXXXX X XXXXXXX X XXXXXXX

XX XXXXXXXX gettext(u'Privacy policy') XXXX X XX XXXXXXXX gettext(u'Terms of sale') XXXX
