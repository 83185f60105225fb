import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

const press = (content, trigger) => ({ content, trigger, run: "click" });

function somebodyElseWrites(model, domain, values) {
    return {
        content: "Somebody else is faster",
        trigger: ".o_web_client",
        async run() {
            const call = (method, args) =>
                rpc(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs: {} });
            const ids = await call("search", [domain]);
            await call("write", [ids, values]);
        },
    };
}

/** Save, read that somebody else was faster, and give up. */
const saveTooLate = (save, discard, discarded) => [
    press("Save", save),
    {
        content: "The second one is told",
        trigger: ".modal:contains('while you were editing it')",
    },
    press("Close the message", ".modal .btn-primary"),
    press("Discard", discard),
    {
        content: "Discarded",
        trigger: discarded,
    },
];

const saveFormTooLate = () => saveTooLate(".o_form_button_save", ".o_form_button_cancel", ".o_form_saved");

const editRow = () => [
    press("Edit a row", ".o_data_row:contains('amazon_buyer@example.com') .o_data_cell[name=email]"),
    {
        content: "Another address",
        trigger: ".o_selected_row .o_field_widget[name=email] input",
        run: "edit by.me@example.com",
    },
    somebodyElseWrites("amazon.punchin.person", [["email", "=", "amazon_buyer@example.com"]], {
        email: "somebody.else@example.com",
    }),
];

registry.category("web_tour.tours").add("amazon_punchin_same_edit_form", {
    steps: () => [
        {
            content: "Edit the rule",
            trigger: ".o_form_view .o_field_widget[name=name] textarea",
            run: "edit By me",
        },
        somebodyElseWrites("amazon.punchin.item.rule", [["name", "=", "Pens"]], { name: "By somebody else" }),
        ...saveFormTooLate(),
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_same_edit_list", {
    steps: () => [...editRow(), ...saveTooLate(".o_list_button_save", ".o_list_button_discard", ".o_list_button_add")],
});

registry.category("web_tour.tours").add("amazon_punchin_same_edit_inside", {
    steps: () => [
        press("The people of the group", ".o_notebook .nav-link[name=people]"),
        ...editRow(),
        ...saveFormTooLate(),
    ],
});
