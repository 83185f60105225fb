import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CopyClipboardCharField, copyClipboardCharField } from "@web/views/fields/copy_clipboard/copy_clipboard_field";

/** A text to be copied; unlike Odoo's own field, its button says what it does, not by an icon alone. */
class CopyField extends CopyClipboardCharField {
    static template = "amazon_punchin.CopyField";

    setup() {
        super.setup();
        this.copyText = _t("Copy");
    }
}

registry.category("fields").add("amazon_punchin_copy", {
    ...copyClipboardCharField,
    component: CopyField,
    extractProps: ({ attrs }) => ({ disabledExpr: attrs.disabled }),
});
