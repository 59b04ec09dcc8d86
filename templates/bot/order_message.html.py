BBBB BBBBXX XXX gettext(u'About your order #%(number)s') SSSSS SSSS SSSSS SSSSSSSSSSSXXXX


