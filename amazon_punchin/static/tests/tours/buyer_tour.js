import { registry } from "@web/core/registry";

function choose(input, label) {
    return [
        {
            content: `Look for ${label}`,
            trigger: input,
            run: `edit ${label}`,
        },
        {
            content: `Choose ${label}`,
            trigger: `.o-autocomplete--dropdown-item:contains("${label}") a`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("amazon_punchin_buyer", {
    steps: () => [
        {
            content: "The title is the headline; the product and the seller are under it",
            trigger:
                ".o_field_widget[name=order_line] .o_amazon_item:has(.fw-bold:contains('Gel pen')) .badge:contains('Amazon')",
        },
        {
            content: "What is required is marked from the start",
            trigger:
                ".o_form_view:has([name=amazon_department] .badge:contains('Required')):has([name=amazon_budget] .badge:contains('Required')):has([name=amazon_account] .badge:contains('Required'))",
        },
        {
            content: "The delivery address stands there in full, and is asked about",
            trigger:
                "[name=amazon_location]:contains('1 Main Street'):contains('Springfield'):contains('Please check this one')",
        },
        {
            content: "No line can be added or deleted",
            trigger:
                ".o_field_widget[name=order_line]:not(:has(.o_field_x2many_list_row_add)):not(:has(.o_list_record_remove))",
        },
        {
            content: "Take a line in hand",
            trigger: ".o_field_widget[name=order_line] .o_data_row:first td[name=price_subtotal]",
            run: "click",
        },
        {
            content: "Its price and quantity stay closed",
            trigger:
                ".o_field_widget[name=order_line] .o_selected_row:not(:has([name=price_unit] input)):not(:has([name=product_qty] input))",
        },
        {
            content: "Confirm without coding",
            trigger: "button#amazon_confirm",
            run: "click",
        },
        {
            content: "One message lists all that is missing",
            trigger: ".modal:contains('Department'):contains('Budget'):contains('Account')",
        },
        {
            content: "Close it",
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        ...choose(".o_field_widget[name=department_id]:first input", "Operations"),
        {
            content: "The mark goes at once, and the field stays",
            trigger: "[name=amazon_department]:not(:has(.badge)) [name=department_id] input",
        },
        ...choose(".o_field_widget[name=amazon_account_id]:first input", "Office supplies"),
        {
            content: "What is filled in is no longer marked",
            trigger: ".o_form_view:has([name=amazon_budget] .badge):not(:has([name=amazon_account] .badge))",
        },
        {
            content: "Open the budget",
            trigger: ".o_field_widget[name=amazon_analytic_distribution] .o_input_dropdown",
            run: "click",
        },
        ...choose(".analytic_distribution_popup [name^=x_plan] input", "Office"),
        {
            content: "Close the budget",
            trigger: ".analytic_distribution_popup .fa-close",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: "button#amazon_confirm",
            run: "click",
        },
        {
            content: "It is on its way",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Being sent')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_punchin_buyer_budget", {
    steps: () => [
        {
            content: "The lines are coded differently: the order does not pretend to know better",
            trigger: "[name=amazon_account]:not(:has(input)) button:contains('Various')",
            run: "click",
        },
        {
            content: "The lines, with their coding",
            trigger: ".modal .o_data_row:contains('Tape') td[name=amazon_account_id]:contains('Furniture')",
        },
        {
            content: "Back to the order",
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "The budget is one field",
            trigger: "body:not(:has(.modal)) [name=amazon_budget]:not(:has(.o_field_analytic_distribution))",
        },
        ...choose(".o_field_widget[name=amazon_budget_id]:first input", "Office"),
        {
            content: "It is on the lines at once",
            trigger: ".o_data_row:contains('Tape') td[name=amazon_budget_id]:contains('Office')",
        },
        {
            content: "Cancel asks in words",
            trigger: "button#amazon_cancel",
            run: "click",
        },
        {
            content: "Think better of it",
            trigger: ".modal:has(button:contains('Cancel Order')) button:contains('Keep Order')",
            run: "click",
        },
        {
            content: "The order is still a basket",
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains('Basket')",
        },
        {
            content: "Confirm",
            trigger: "button#amazon_confirm",
            run: "click",
        },
        {
            content: "It is on its way",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Being sent')",
        },
    ],
});
