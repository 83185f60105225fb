"""The stand-in for Amazon Business, as people with a browser use it."""

from playwright.sync_api import Page, expect

from amazon_sandbox.config import slugify


class AmazonSite:
    """A tab at Amazon.

    :param page: the tab
    """

    def __init__(self, page: Page):
        self.page = page

    def set_up(self, url: str, group: str, values: dict[str, str]) -> None:
        """Enter the settings of a group's purchasing system, by the names of the form."""
        slug = slugify(group)
        self.page.goto(f"{url}/settings")
        for name, value in values.items():
            field = self.page.locator(f"#{name}-{slug}")
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.page.get_by_role("button", name=f"Save {group}").click()
        expect(self.page.get_by_text(f"{group} is saved.")).to_be_visible()

    def shop(self) -> None:
        """Put the first item on offer into the basket, and submit it for approval."""
        self.page.get_by_role("button", name="Add").first.click()
        self.page.get_by_role("button", name="Submit order for approval").click()
        self.page.wait_for_url("**/odoo/**")
