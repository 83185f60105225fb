import base64
import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...checks.credentials import SHORTEST_SECRET
from ...tools.notification import CLOSE
from ...tools.wording import field_label
from ...uploads.errors import UploadError
from . import credentials_sheet
from .former_labels import FORMER_LABELS

#: Settings of the sheet, in its order.
SETTINGS = (
    "business_unit",
    "buyer_domain",
    "buyer_identity",
    "amazon_domain",
    "amazon_identity",
    "shared_secret",
    "setup_url_test",
    "order_url_test",
    "setup_url_active",
    "order_url_active",
)


class AmazonPunchinCredentials(models.TransientModel):
    """Credentials from a spreadsheet: shown first, then taken all or not at all."""

    _name = "amazon.punchin.credentials"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Import of Amazon Credentials"

    config_id = fields.Many2one("amazon.punchin.config", required=True, readonly=True, ondelete="cascade")
    seen = fields.Char(readonly=True, help="The settings as they were, so that nobody else's change is lost.")
    file = fields.Binary(
        string="Completed Spreadsheet",
        attachment=False,
        help="The spreadsheet that you downloaded here and filled in (.xlsx).",
    )
    file_name = fields.Char()
    template = fields.Binary(compute="_compute_template")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    is_ready = fields.Boolean(compute="_compute_preview")

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.config_id.check_access("write")
            wizard.seen = wizard._fingerprint()
        return wizards

    @api.depends("config_id")
    def _compute_template(self):
        for wizard in self:
            wizard.template = base64.b64encode(wizard._template_sheet())

    @api.depends("file")
    def _compute_preview(self):
        for wizard in self:
            values, problems = wizard._read_sheet()
            wizard.preview = wizard._preview_html(values, problems)
            wizard.is_ready = bool(values) and not problems

    def action_download_template(self):
        """Download the sheet, with what is known already except the secret.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        name = f"amazon_credentials_{self.config_id.id}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template/{name}?download=true",
            "target": "new",
        }

    def action_import(self):
        """Take the sheet's values.

        :return: action
        :rtype: dict
        :raises UserError: something in the sheet must be fixed, or somebody changed the configuration meanwhile
        """
        self.ensure_one()
        config = self.config_id
        config.check_access("write")
        values, problems = self._read_sheet()
        if problems or not values:
            raise UserError("\n".join(problems) or self.env._("The spreadsheet contains no values."))
        if self.seen != self._fingerprint():
            raise UserError(
                self.env._(
                    "%(user)s has changed “%(config)s” in the meantime. Close this window and start again.",
                    user=config.write_uid.name,
                    config=config.name,
                )
            )
        if secret := values.pop("shared_secret", None):
            values["shared_secret_input"] = secret
        config.write(values)
        self.file = False
        config.message_post(body=self.env._("Credentials were imported from a spreadsheet."))
        return CLOSE

    def action_close(self):
        """Close the window; the sheet, which may hold a secret, is not kept.

        :return: action
        :rtype: dict
        """
        self.file = False
        return CLOSE

    def _fingerprint(self):
        config = self.config_id
        values = [config[name] or "" for name in SETTINGS if name != "shared_secret"]
        return hashlib.sha256(repr([*values, config.shared_secret_state]).encode()).hexdigest()

    # --- The sheet -----------------------------------------------------------------------

    def _template_sheet(self):
        where = {
            "business_unit": self.env._("The name of the punch-in group"),
            "buyer_identity": self.env._("Often the group's name and ten digits"),
            "amazon_identity": self.env._("Usually Amazon"),
            "shared_secret": self.env._("Shown once, when you create it. Empty: the stored one stays"),
            "setup_url_test": self.env._("As long as the group is in test mode"),
            "order_url_test": self.env._("As long as the group is in test mode"),
            "setup_url_active": self.env._("Once the group is in active mode"),
            "order_url_active": self.env._("Once the group is in active mode"),
        }
        rows = [
            (
                self._label(name),
                "" if name == "shared_secret" else self.config_id[name] or "",
                where.get(name, self.env._("Usually NetworkId")),
            )
            for name in SETTINGS
        ]
        return credentials_sheet.write(
            "Amazon", (self.env._("Setting"), self.env._("Value"), self.env._("Where Amazon shows it")), rows
        )

    def _read_sheet(self):
        """Read the uploaded file.

        :return: values by field; sentences about what must be fixed, each with its cell but without what stands in
            it, which may be the secret
        :rtype: tuple[dict, list[str]]
        """
        if not self.file:
            return {}, []
        try:
            rows = credentials_sheet.read(base64.b64decode(self.with_context(bin_size=False).file))
        except UploadError as error:
            return {}, [self._file_sentence(error.reason)]
        names, values, problems, seen = self._names_by_label(), {}, [], {}
        for label, value in rows:
            name = names.get(label.text.casefold())
            if not name:
                problems.append(
                    self.env._(
                        "%(cell)s: Unknown setting. Put setting names in the first column and their values in the "
                        "second.",
                        cell=label.place,
                    )
                )
            elif name in seen:
                problems.append(
                    self.env._(
                        "%(cell)s: “%(label)s” is a duplicate of %(first)s.",
                        cell=label.place,
                        label=self._label(name),
                        first=seen[name],
                    )
                )
            else:
                seen[name] = label.place
                if refusal := self._refusal(name, value):
                    problems.append(f"{value.place} ({self._label(name)}): {refusal}")
                elif value.text:
                    values[name] = value.text
        if self._splits(values):
            problems.append(
                self.env._(
                    "The group is active. A new shared secret takes effect only after Amazon accepts it, but the "
                    "other settings would take effect at once. Import the secret alone, or pause the group first."
                )
            )
        return values, problems

    def _splits(self, values):
        """Whether a new secret would wait while settings that belong to it are taken in a live group."""
        config = self.config_id.sudo()
        changed = {name for name, value in values.items() if value != config[name]}
        return config.mode == "active" and "shared_secret" in changed and len(changed) > 1

    def _refusal(self, name, cell):
        """Why a value cannot be taken; a secret is never part of the sentence."""
        if cell.formula:
            return self.env._("a formula; type the value instead.")
        if not cell.text:
            return ""
        if name.endswith(("_test", "_active")):
            tried = self.config_id.new({name: cell.text}, origin=self.config_id)
            return tried._url_refusal(name)
        if name != "business_unit" and any(character.isspace() for character in cell.text):
            return self.env._("contains a space; copy it again.")
        if name == "shared_secret":
            if not (cell.text.isascii() and cell.text.isprintable()):
                return self.env._("contains characters that are not on a keyboard; copy it again.")
            if len(cell.text) < SHORTEST_SECRET:
                return self.env._("is too short; copy all of it.")
        return ""

    def _file_sentence(self, reason):
        return {
            "too_large": self.env._("The file is too large for this spreadsheet."),
            "not_a_table": self.env._(
                "The file is not an Excel workbook (.xlsx). Download the template and fill it in."
            ),
            "macros": self.env._("The file contains macros, which are not accepted. Save it as .xlsx without them."),
        }.get(reason) or self.env._(
            "The file contains more than this spreadsheet should. Download the template and fill it in."
        )

    def _names_by_label(self):
        """Each setting by its label in the user's language, in English, as it was, and by its technical name."""
        english = self.with_context(lang="en_US")
        former = {label.casefold(): name for label, name in FORMER_LABELS.items()}
        names = {key.casefold(): name for name in SETTINGS for key in (self._label(name), english._label(name), name)}
        return former | names

    def _label(self, name):
        return field_label(self.env["amazon.punchin.config"], name)

    # --- What is shown -------------------------------------------------------------------

    def _preview_html(self, values, problems):
        if problems:
            rows = Markup("").join(Markup("<li>%s</li>") % sentence for sentence in problems)
            return Markup("<p><b>%s</b></p><ul>%s</ul>") % (
                self.env._("Fix this first; nothing is imported before:"),
                rows,
            )
        if not values:
            return Markup("<p class='text-700'>%s</p>") % (
                self.env._("The spreadsheet contains no values.")
                if self.file
                else self.env._("You review the changes here before you import.")
            )
        head = Markup("<tr><th>%s</th><th>%s</th><th>%s</th></tr>") % (
            self.env._("Setting"),
            self.env._("Now"),
            self.env._("Will be"),
        )
        rows = Markup("").join(
            Markup("<tr><td>%s</td><td class='text-700 text-break'>%s</td><td class='text-break'>%s</td></tr>")
            % (self._label(name), *self._shown(name, value))
            for name, value in values.items()
        )
        return Markup("<table class='table table-sm'><thead>%s</thead><tbody>%s</tbody></table>") % (head, rows)

    def _shown(self, name, value):
        """The present and the new value of a setting, a secret only by whether it is there."""
        present = self.config_id.sudo()[name]
        if name != "shared_secret":
            return present or "–", self.env._("stays") if present == value else value
        if not present:
            return "–", self.env._("is saved")
        if self.config_id._is_secret_in_use():
            return self.env._("stored"), self.env._("takes effect only after Amazon accepts it")
        return self.env._("stored"), self.env._("replaces it")
