"""Run one SQL statement, in the virtual environment: `python -m devtools.sql DATABASE STATEMENT`."""

import sys

import psycopg2


def main(database: str, statement: str) -> None:
    """Execute the statement outside a transaction and print its rows, tab between columns."""
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for row in cursor.fetchall() if cursor.description else []:
            print(*row, sep="\t")
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
