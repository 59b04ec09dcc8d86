"""Keeps the figures of days in step with the orders.

Only the days whose orders changed since the last time are counted again (`stale`, `count`), so that
reports over months read a few thousand small rows. In a store of ordinary size a page brings the
figures up to date before it reads them (`fresh.keep_fresh`). Where a day holds thousands of orders
a worker does it (`orders.refresh_figures`), and pages show the figures as of a minute ago.
"""
