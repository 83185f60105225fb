import pytest

from devtools.chromium import chromium


@pytest.fixture(scope="session")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser):
    page = browser.new_page()
    yield page
    page.close()
