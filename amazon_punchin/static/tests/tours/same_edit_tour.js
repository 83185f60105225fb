import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

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

const told = {
    content: "The second one is told",
    trigger: ".modal:contains('while you were editing it')",
};

const email = "somebody.else@example.com";

registry.category("web_tour.tours").add("amazon_punchin_same_edit_form", {
    steps: () => [
        {
            content: "Edit the rule",
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit By me",
        },
        somebodyElseWrites("amazon.punchin.item.rule", [["name", "=", "Pens"]], { name: "By somebody else" }),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        told,
        {
            content: "Close the message",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "Discard",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            content: "Discarded",
            trigger: ".o_form_saved",
        },
    ],
});

const row = ".o_data_row:contains('amazon_buyer@example.com') .o_data_cell[name=email]";

registry.category("web_tour.tours").add("amazon_punchin_same_edit_list", {
    steps: () => [
        {
            content: "Edit a row",
            trigger: row,
            run: "click",
        },
        {
            content: "Another address",
            trigger: ".o_selected_row .o_field_widget[name=email] input",
            run: "edit by.me@example.com",
        },
        somebodyElseWrites("amazon.punchin.person", [["email", "=", "amazon_buyer@example.com"]], { email }),
        {
            content: "Save",
            trigger: ".o_list_button_save",
            run: "click",
        },
        told,
        {
            content: "Close the message",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "Discard",
            trigger: ".o_list_button_discard",
            run: "click",
        },
        {
            content: "Discarded",
            trigger: ".o_list_button_add",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_same_edit_inside", {
    steps: () => [
        {
            content: "The people of the group",
            trigger: ".o_notebook .nav-link[name=people]",
            run: "click",
        },
        {
            content: "Edit a row",
            trigger: row,
            run: "click",
        },
        {
            content: "Another address",
            trigger: ".o_selected_row .o_field_widget[name=email] input",
            run: "edit by.me@example.com",
        },
        somebodyElseWrites("amazon.punchin.person", [["email", "=", "amazon_buyer@example.com"]], { email }),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        told,
        {
            content: "Close the message",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "Discard",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            content: "Discarded",
            trigger: ".o_form_saved",
        },
    ],
});
