BBBB BBBBX XXX gettext(u'Before you order') XXXX

 gettext(u'To deliver your order we need your name, phone number and address. We use them for that alone.') 

 gettext(u'Please read:') 
X XX XXXXXXXX gettext(u'Privacy policy') XXXX
X XX XXXXXXXX gettext(u'Terms of sale') XXXX

 gettext(u'By pressing “I Agree” you consent to the processing of your personal data and accept the terms of sale.') 
