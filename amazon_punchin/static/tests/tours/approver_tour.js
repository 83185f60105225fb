import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_punchin_approver", {
    steps: () => [
        {
            content: "The order that waits is the only one",
            trigger: ".o_list_view:has(.o_data_row):not(:has(.o_data_row:nth-of-type(2)))",
        },
        {
            content: "Open it",
            trigger: ".o_data_row td[name=name]",
            run: "click",
        },
        {
            content: "Who requests it, and which budget pays",
            trigger:
                ".o_form_view:has(.o_field_widget[name=amazon_requester_id]):has(.o_field_widget[name=amazon_budget_names]:contains('Office'))",
        },
        {
            content: "Reject",
            trigger: ".o_statusbar_buttons button:contains('Reject')",
            run: "click",
        },
        {
            content: "Think it over",
            trigger: ".modal button:contains('Back')",
            run: "click",
        },
        {
            content: "Approve with a comment",
            trigger: "body:not(:has(.modal)) .o_statusbar_buttons button:contains('Approve with Comment')",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Fine with me",
        },
        {
            content: "Approve",
            trigger: ".modal button:contains('Approve')",
            run: "click",
        },
        {
            content: "It is on its way",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Being sent')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_gate", {
    steps: () => [
        {
            content: "Open what only double validation holds up",
            trigger: ".o_list_view .o_data_row td[name=name]",
            run: "click",
        },
        {
            content: "A comment is possible, too",
            trigger: ".o_statusbar_buttons button:contains('Approve with Comment')",
        },
        {
            content: "Reject",
            trigger: ".o_statusbar_buttons button:contains('Reject')",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Too dear",
        },
        {
            content: "Reject",
            trigger: ".modal button:contains('Reject')",
            run: "click",
        },
        {
            content: "Nothing is left to decide",
            trigger: "body:not(:has(.modal)) .o_form_statusbar:not(:has(button:contains('Reject')))",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_approver_phone", {
    steps: () => [
        {
            content: "Each item is a card that tells its price and its last price",
            trigger: ".o_field_widget[name=order_line] .o_kanban_record:contains('Last price'):contains('50%')",
        },
        {
            content: "Nothing is wider than the screen",
            trigger: ".o_form_view",
            run() {
                const { scrollWidth, clientWidth } = document.querySelector(".o_form_view .o_content");
                if (scrollWidth > clientWidth) {
                    throw new Error(`The form is ${scrollWidth} wide on a screen of ${clientWidth}`);
                }
            },
        },
        {
            content: "Approve",
            trigger: ".o_statusbar_buttons button[name=button_approve]",
            run: "click",
        },
        {
            content: "Nothing is left to decide",
            trigger: ".o_form_statusbar:not(:has(button[name=button_approve]))",
        },
    ],
});
