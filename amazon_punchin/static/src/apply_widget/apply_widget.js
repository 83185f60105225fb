import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Imports a checked list step by step, and shows how far it is. */
export class ApplyWidget extends Component {
    static template = "amazon_punchin.ApplyWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ running: false, done: 0 });
    }

    get total() {
        return this.props.record.data.open_count;
    }

    get label() {
        const people = this.props.record.resModel === "amazon.punchin.person.import";
        if (this.total === 1) {
            return people ? _t("Import 1 Person") : _t("Import 1 Address");
        }
        return people ? _t("Import %s People", this.total) : _t("Import %s Addresses", this.total);
    }

    get percent() {
        return this.total ? Math.round((100 * this.state.done) / this.total) : 0;
    }

    async apply() {
        const { record } = this.props;
        const total = this.total;
        Object.assign(this.state, { running: true, done: 0 });
        try {
            let left = total;
            do {
                left = await this.orm.call(record.resModel, "apply_batch", [record.resId]);
                this.state.done = total - left;
            } while (left);
        } finally {
            await record.load();
            this.state.running = false;
        }
    }
}

registry.category("view_widgets").add("amazon_punchin_apply", {
    component: ApplyWidget,
    fieldDependencies: [{ name: "open_count", type: "integer" }],
});
