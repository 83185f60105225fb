"""What is wrong with an uploaded file, in the user's words."""

from odoo.tools import format_list

from ...uploads.table import MAX_VALUE


def refusal(env, error, columns):
    """Say why a file cannot be read.

    :param odoo.api.Environment env: whose language
    :param amazon_punchin.uploads.errors.UploadError error: why
    :param tuple[amazon_punchin.uploads.table.Column, ...] columns: what was looked for
    :rtype: str
    """
    language = (env.lang or "en").partition("_")[0]
    wanted = [column.usual(language) for column in columns if column.name in error.columns]
    return {
        "empty": env._("The file is empty: there is no row below the headers."),
        "not_a_table": env._("This is neither a CSV file nor an Excel file (.xlsx)."),
        "old_excel": env._("This is an old Excel file (.xls), or one with a password. Save it as .xlsx or CSV."),
        "macros": env._("The Excel file contains macros. Save it as .xlsx without them, or as CSV."),
        "too_large": env._("The file is larger than %s.", error.value),
        "too_many_rows": env._("The file has more than %s rows. Split it.", error.value),
        "too_many_columns": env._("More than %s columns contain data. Remove those you don't need.", error.value),
        "too_many_sheets": env._(
            "The Excel file has more than %s sheets. Copy the list into a file of its own.", error.value
        ),
        "too_many_parts": env._(
            "The Excel file has more than %s parts. Copy the list into a new file, or save it as CSV.", error.value
        ),
        "too_much": env._(
            "The Excel file has more cells and formatting than a list needs, more than %s. Copy the list into a new "
            "file, or save it as CSV.",
            error.value,
        ),
        "row_too_long": env._(
            "A row has more than %s characters. Perhaps a quotation mark is not closed, or the rows are not on lines "
            "of their own.",
            error.value,
        ),
        "cell_too_long": env._(
            "A cell has more than %s characters, more than any spreadsheet program allows.", error.value
        ),
        "formula": env._(
            "Cell %s contains a formula without its result. Open the file in your spreadsheet program and save it, "
            "or type the value.",
            error.value,
        ),
        "unclosed_quote": env._("A quotation mark in line %s is not closed, or a cell is far too long.", error.value),
        "several_sheets": env._(
            "Several sheets contain a list: %s. Keep one of them in the file, or import each from a file of its own.",
            error.value,
        ),
        "missing_column": env._(
            "A column is missing: %(wanted)s. The file has these columns: %(found)s.",
            wanted="; ".join(format_list(env, headers, "or") for headers in wanted),
            found=error.value or "-",
        ),
        "repeated_column": env._("Several columns have the same meaning: %s. Keep only one of them.", error.value),
    }[error.reason]


def problem_sentence(env, problem):
    """Say what is wrong with a cell.

    :param odoo.api.Environment env: whose language
    :param amazon_punchin.uploads.errors.Problem problem: the cell
    :rtype: str
    """
    if problem.known:
        return env._("Unknown value. Known values include: %s.", ", ".join(problem.known))
    return {
        "missing": env._("Required."),
        "not_an_email": env._("This is not an e-mail address."),
        "repeated": env._("Duplicate of row %s.", problem.first_row),
        "unknown_value": env._("Unknown value."),
        "too_long": env._("This cell has more than %s characters.", MAX_VALUE),
        "too_many_cells": env._("The row has more cells than the headers; perhaps a quotation mark is missing."),
    }[problem.reason]
