"""Workbooks, XLSX and ODS: what the cells of their first sheet say."""
