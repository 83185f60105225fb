"""Spreadsheets that Odoo exports: a text of somebody else's stays a text in them, and is no formula.

Items, sellers and comments are written by others. Core keeps `=`, `+` and `-` from being formulas in text files alone,
and hands a text that begins with `=` to its writer of workbooks, which makes a formula of it.
"""

import json
import re

from odoo import http

from odoo.addons.web.controllers import export, pivot

#: What a spreadsheet takes for the begin of a formula; core sees to `=`, `+` and `-` at the begin itself.
_IN_TEXT = re.compile(r"\s*[=+\-@＝＋－＠]")
_DONE_BY_CORE = ("=", "+", "-")
_IN_WORKBOOK = ("=", "{=")


class CSVExport(export.CSVExport):
    def from_data(self, fields, columns_headers, rows):
        """Write a text file."""
        return super().from_data(fields, columns_headers, [list(map(_text_of_file, row)) for row in rows])


class ExcelExport(export.ExcelExport):
    def from_data(self, fields, columns_headers, rows):
        """Write a workbook."""
        return super().from_data(fields, columns_headers, _texts(rows))

    def from_group_data(self, fields, columns_headers, groups):
        """Write a workbook with groups, of which each has a row with its name."""
        _keep_texts(groups)
        return super().from_group_data(fields, columns_headers, groups)


class TableExporter(pivot.TableExporter):
    @http.route()
    def export_xlsx(self, data, **kw):
        """Write a pivot table."""
        table = json.loads(data) if isinstance(data, str) else json.load(data)
        return super().export_xlsx(json.dumps(_texts(table)), **kw)


def _keep_texts(group):
    group.data = _texts(group.data)
    group.children = type(group.children)((_texts(name), child) for name, child in group.children.items())
    for child in group.children.values():
        _keep_texts(child)


def _texts(value):
    """A value in which no text, however deep, is a formula in a workbook."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_IN_WORKBOOK) else value
    if isinstance(value, dict):
        return {key: _texts(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_texts, value))
    return value


def _text_of_file(value):
    if isinstance(value, str) and _IN_TEXT.match(value) and not value.startswith(_DONE_BY_CORE):
        return f"'{value}"
    return value
