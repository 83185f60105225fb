import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

_CODE = re.compile(r"(\d\d){1,4}", re.ASCII)

#: Digits of a segment, a family, a class and a commodity.
LEVELS = (2, 4, 6, 8)


class AmazonPunchinUnspsc(models.Model):
    """Title of a UNSPSC, on any level. The segments are shipped; administrators add what they use."""

    _name = "amazon.punchin.unspsc"
    _inherit = ["amazon.punchin.version.mixin"]
    _description = "Product Code (UNSPSC)"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(
        required=True,
        copy=False,
        help="Two digits name a segment, four a family, six a class, eight a commodity.",
    )
    name = fields.Char(string="Title", required=True, translate=True)

    _code_uniq = models.UniqueIndex("(code)", "There is already a title for this code.")

    @api.constrains("code")
    def _check_code(self):
        for title in self:
            if not _CODE.fullmatch(title.code):
                raise ValidationError(
                    self.env._("“%s” is not a product code: it needs two, four, six or eight digits.", title.code)
                )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for title in self:
            title.display_name = f"{title.code} {title.name}"

    @api.model_create_multi
    def create(self, vals_list):
        """Forget the titles as they were read."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Forget the titles as they were read."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Forget the titles as they were read."""
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _titles(self, codes):
        """Find the most exact title that is known for each code.

        :param Iterable[str] codes: UNSPSC, or the begin of some
        :return: code to title; a code without any is absent
        :rtype: dict[str, str]
        """
        known = self._known_titles()
        found = {}
        for code in codes:
            prefixes = (code[:digits] for digits in reversed(LEVELS) if digits <= len(code))
            if title := next((known[prefix] for prefix in prefixes if prefix in known), None):
                found[code] = title
        return found

    @api.model
    @tools.ormcache("self.env.lang")
    def _known_titles(self):
        """Every title in the user's language, by code."""
        return {title.code: title.name for title in self.sudo().search_fetch([], ["code", "name"])}
