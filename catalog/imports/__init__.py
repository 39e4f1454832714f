"""Spreadsheets of listings: read from whatever a merchant's program wrote, checked cell by cell. (F6.1)"""
