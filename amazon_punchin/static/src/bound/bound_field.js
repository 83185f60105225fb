import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

/** A bound of a rule's condition: 0 sets none, so that nothing is shown, but what it means. */
const bound = (Field, template) =>
    class extends Field {
        static template = template;

        get placeholder() {
            return _t("No limit");
        }

        get formattedValue() {
            if (this.value) {
                return super.formattedValue;
            }
            return this.props.readonly ? this.placeholder : "";
        }
    };

registry.category("fields").add("amazon_punchin_bound", {
    ...monetaryField,
    component: bound(MonetaryField, "amazon_punchin.MonetaryBound"),
});
registry.category("fields").add("amazon_punchin_bound_integer", {
    ...integerField,
    component: bound(IntegerField, "amazon_punchin.IntegerBound"),
});
