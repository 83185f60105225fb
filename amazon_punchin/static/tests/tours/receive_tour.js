import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("amazon_punchin_receive", {
    steps: () => [
        {
            content: "Receive",
            trigger: ".o_statusbar_buttons button[name=action_amazon_receive]",
            run: "click",
        },
        {
            content: "Everything is filled in",
            trigger: ".modal .o_data_row:contains('Pens') td[name=quantity]:contains('3')",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_receive]",
            run: "click",
        },
        {
            content: "What was received",
            trigger: "body:not(:has(.modal)) .o_notebook a[name=amazon_receipts]",
            run: "click",
        },
        {
            content: "Undo one item",
            trigger:
                ".o_field_widget[name=amazon_receipt_ids] .o_data_row:contains('Pens') button .fa-undo, .o_field_widget[name=amazon_receipt_ids] .o_data_row:contains('Pens') button[title=Undo]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal [name=reason] textarea",
            run: "edit Somebody else's",
        },
        {
            content: "Undo",
            trigger: ".modal button[name=action_undo]",
            run: "click",
        },
        {
            content: "It can be received again",
            trigger: "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_amazon_receive]",
        },
    ],
});

function fits(content, selector) {
    return {
        content,
        trigger: selector,
        run() {
            const { scrollWidth, clientWidth } = document.querySelector(selector);
            if (scrollWidth > clientWidth) {
                throw new Error(`It is ${scrollWidth} wide on a screen of ${clientWidth}`);
            }
        },
    };
}

tours.add("amazon_punchin_receive_phone", {
    steps: () => [
        {
            content: "The order is a card",
            trigger: ".o_kanban_record:contains('Pens')",
            run: "click",
        },
        {
            content: "Everything is filled in",
            trigger: ".modal .o_kanban_record:contains('Pens'):contains('3')",
        },
        fits("Nothing is wider than the screen", ".modal .modal-body"),
        {
            content: "One is damaged",
            trigger: ".modal .o_kanban_record:contains('Pens')",
            run: "click",
        },
        {
            content: "Open the problems",
            trigger: ".modal [name=problem] .o_select_menu_toggler",
            run: "click",
        },
        {
            content: "Choose one",
            trigger: "body .o_select_menu_item:contains('Damaged')",
            run: "click",
        },
        {
            content: "Two are fine",
            trigger: ".modal .o_form_view [name=quantity] input",
            run: "edit 2",
        },
        {
            content: "Say more",
            trigger: ".modal .o_form_view [name=remark] input",
            run: "edit Wet box",
        },
        {
            content: "Back to the list",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The card says so",
            trigger: "body:not(:has(.modal .o_form_button_save)) .modal .o_kanban_record:contains('Damaged')",
        },
        {
            content: "Receive",
            trigger: ".modal button[name=action_receive]",
            run: "click",
        },
        {
            content: "Nothing is left",
            trigger: "body:not(:has(.modal)) .o_nocontent_help",
        },
    ],
});
