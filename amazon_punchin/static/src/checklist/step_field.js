import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
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

/** What there is to do at one step: at Amazon, and here. */
class StepTodoField extends StepsField {
    static template = "amazon_punchin.StepTodo";
}

/** What the checks of one step found, with buttons that lead to where a problem is fixed. */
class StepChecksField extends StepsField {
    static template = "amazon_punchin.StepChecks";

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    leads(fix) {
        return (fix.field || fix.call || fix.model || fix.action) && (!fix.system || user.isSystem);
    }

    async onFix(check, fix) {
        if (fix.field) {
            await showField(fix);
        } else if (fix.call) {
            await this.press(check, fix.call);
        } else {
            await this.action.doAction(
                fix.action || {
                    type: "ir.actions.act_window",
                    res_model: fix.model,
                    res_id: fix.id,
                    views: [[false, "form"]],
                },
            );
        }
    }

    /** Press a button of the form; when its window is closed, check again. */
    async press(check, name) {
        const root = this.props.record.model.root;
        if (!(await root.save())) {
            return;
        }
        const { resModel, resId, context } = root;
        await this.action.doActionButton({
            type: "object",
            name,
            resModel,
            resId,
            resIds: [resId],
            context,
            onClose: async () => {
                await this.orm.call(resModel, "action_check", [[resId]], {
                    context: { ...context, amazon_setup_check: check.key },
                });
                await root.load();
            },
        });
    }

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

/** Turn to the page of a field, bring the field into view, and the caret into it. */
async function showField(fix) {
    const form = document.querySelector(".o_form_view");
    form?.querySelector(`.o_notebook_headers .nav-link[name='${fix.page}']`)?.click();
    await new Promise((resolve) => setTimeout(resolve));
    const field = form?.querySelector(`.o_field_widget[name='${fix.field}']`);
    field?.scrollIntoView({ behavior: "smooth", block: "center" });
    field?.querySelector("input, textarea, button, a")?.focus({ preventScroll: true });
}

for (const [name, component] of Object.entries({
    amazon_punchin_progress: ProgressField,
    amazon_punchin_step: StepTitleField,
    amazon_punchin_checks: StepChecksField,
    amazon_punchin_todo: StepTodoField,
})) {
    registry.category("fields").add(name, {
        component,
        supportedTypes: ["json"],
        extractProps: ({ options }) => ({ step: options.step }),
    });
}
