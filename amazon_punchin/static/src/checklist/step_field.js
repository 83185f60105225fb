import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const LABELS = { done: _t("Done"), problem: _t("Problem"), to_do: _t("To do") };
const ICONS = { done: "fa-check-circle", problem: "fa-times-circle", to_do: "fa-circle-o" };

/** Base of the fields below, which show what the server says of the steps, and change nothing. */
class StepsField extends Component {
    static props = { ...standardFieldProps, step: { type: String, optional: true } };

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    get step() {
        return this.steps.find((step) => step.step === this.props.step);
    }

    label(state) {
        return LABELS[state];
    }
}

/** All steps in a row, with how many are done. */
class ProgressField extends StepsField {
    static template = "amazon_punchin.Progress";

    get done() {
        return this.steps.filter((step) => step.state === "done").length;
    }

    get sentence() {
        return _t("%(done)s of %(steps)s steps done", { done: this.done, steps: this.steps.length });
    }

    /** Bring a step into view, and its first field or button into reach of the keyboard. */
    onClick(step) {
        const section = document.getElementById(`amazon_step_${step.step}`);
        section?.scrollIntoView({ behavior: "smooth", block: "start" });
        section?.querySelector("input, button")?.focus({ preventScroll: true });
    }
}

/** Number, title and state of one step. */
class StepTitleField extends StepsField {
    static template = "amazon_punchin.StepTitle";
}

/** What the checks of one step found. */
class StepChecksField extends StepsField {
    static template = "amazon_punchin.StepChecks";

    get checks() {
        return this.step ? this.step.checks : [];
    }

    icon(check) {
        return ICONS[check.state];
    }

    color(check) {
        if (check.state === "done") {
            return "text-success";
        }
        if (check.state === "to_do") {
            return "text-700";
        }
        return check.required ? "text-danger" : "text-warning";
    }

    when(check) {
        return check.checked_at ? deserializeDateTime(check.checked_at).toRelative() : "";
    }
}

for (const [name, component] of Object.entries({
    amazon_punchin_progress: ProgressField,
    amazon_punchin_step: StepTitleField,
    amazon_punchin_checks: StepChecksField,
})) {
    registry.category("fields").add(name, {
        component,
        supportedTypes: ["json"],
        extractProps: ({ options }) => ({ step: options.step }),
    });
}
