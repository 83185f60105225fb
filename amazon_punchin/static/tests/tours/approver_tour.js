import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_punchin_approver", {
    steps: () => [
        {
            content: "The order that waits is the only one, and the list tells what is bought",
            trigger:
                ".o_list_view:has(.o_data_row [name=amazon_items]:contains('Gel pen')):not(:has(.o_data_row:nth-of-type(2)))",
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
            content: "The window says what it is, what happens, and asks why",
            trigger:
                ".modal:has(.modal-title:contains('Reject')):has(label:contains('Reason')) .alert:contains('whole order ends')",
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
            trigger:
                "body:not(:has(.modal)) .o_form_statusbar:has(.o_arrow_button_current:contains('Rejected')):not(:has(button:contains('Approve')))",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_mark_done", {
    steps: () => [
        {
            content: "Mark the activity as done",
            trigger: ".o-mail-Activity .o-mail-Activity-markDone",
            run: "click",
        },
        {
            content: "Done",
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label='Done']",
            run: "click",
        },
        {
            content: "It decides nothing, but leads to the order",
            trigger: ".o_error_dialog:contains('Approve or reject it there') button:contains('Open Order')",
            run: "click",
        },
        {
            content: "There it is decided",
            trigger:
                "body:not(:has(.modal)):has(.o_breadcrumb .breadcrumb-item) .o_statusbar_buttons button[name=button_approve]",
            run: "click",
        },
        {
            content: "It is on its way",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Being sent')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_mass_approval", {
    steps: () => [
        {
            content: "Mark both orders",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Approve them",
            trigger: ".o_control_panel button:contains('Approve')",
            run: "click",
        },
        {
            content: "It asks once, and shows what",
            trigger: ".modal:has(.o_data_row:nth-of-type(2):contains('Gel pen')) footer button:contains('Approve')",
            run: "click",
        },
        {
            content: "It says how many",
            trigger: ".o_notification:contains('2 approved.')",
        },
        {
            content: "Nothing is left",
            trigger: "body:not(:has(.modal)) .o_view_nocontent_smiling_face",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_history", {
    steps: () => [
        {
            content: "What was decided, and what became of it",
            trigger: ".o_data_row:contains('Too dear'):contains('Rejected') td[name=name]",
            run: "click",
        },
        {
            content: "The order says why it ended",
            trigger:
                ".o_form_view:has(.alert-danger:contains('Too dear')) .o_arrow_button_current:contains('Rejected')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_approver_cards", {
    steps: () => [
        {
            content: "The card tells what the decision needs",
            trigger:
                ".o_kanban_record:contains('Anna'):contains('Gel pen'):contains('Sold by'):contains('Office'):contains('For the fair'):contains('Decide by')",
        },
        {
            content: "Somebody else steps in",
            trigger: ".o_control_panel button:contains('Out of Office')",
            run: "click",
        },
        {
            content: "Nobody does yet",
            trigger: ".o_view_nocontent_smiling_face:contains('no substitute')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_rule_bounds", {
    steps: () => [
        {
            content: "What has no limit shows no amount",
            trigger: "[name=total_to] input[placeholder='No limit']",
            run({ anchor }) {
                if (anchor.value) {
                    throw new Error(`It shows ${anchor.value}`);
                }
            },
        },
        {
            content: "An amount has its currency",
            trigger: "[name=total_from]:contains('$') input",
            run: "edit 250",
        },
        {
            content: "Take the upper bound away",
            trigger: "[name=price_to] input",
            run: "edit 0",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible",
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
            content: "Both decisions are there, none is folded away",
            trigger: ".o_statusbar_buttons:has(button[name=button_approve]) button:contains('Reject'):visible",
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
