"""Django's `createsuperuser` for people who log in by user name.

An app of its own, since of two commands of one name that of the earlier app is taken: it stands
before `django.contrib.auth` in INSTALLED_APPS.
"""
