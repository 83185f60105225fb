import { _t } from "@web/core/l10n/translation";
import { toLocaleDateString } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { RemainingDaysField, remainingDaysField } from "@web/views/fields/remaining_days/remaining_days_field";

/** Until when Amazon holds the price: the day, and how many days are left. Odoo's own field says "Next month". */
class HoldField extends RemainingDaysField {
    get diffString() {
        const end = this.props.record.data[this.props.name];
        if (!end) {
            return "";
        }
        return _t("%(day)s (%(left)s)", { day: toLocaleDateString(end), left: this.left(end) });
    }

    left(end) {
        if (end <= luxon.DateTime.now()) {
            return _t("over");
        }
        if (this.diffDays === 0) {
            return _t("until %s", end.toLocaleString(luxon.DateTime.TIME_SIMPLE));
        }
        return this.diffDays === 1 ? _t("1 day left") : _t("%s days left", this.diffDays);
    }
}

registry.category("fields").add("amazon_punchin_hold", {
    ...remainingDaysField,
    component: HoldField,
    listViewWidth: [150, 190],
});
