from devtools import apt, postgres_programs


def test_only_the_server_and_its_libraries_are_fetched(monkeypatch):
    needed = [
        *("libjson-perl", "ucf", "postgresql-common", "postgresql-client-common", "ssl-cert", "locales"),
        *("libllvm14", "libpq5", "libxslt1.1", "postgresql-client-15", "postgresql-15", "postgresql"),
    ]
    monkeypatch.setattr(apt, "missing_with", lambda _package, _suite: needed)
    fetched = postgres_programs._packages("bookworm")
    assert fetched == ["libpq5", "libxslt1.1", "postgresql-client-15", "postgresql-15"]
