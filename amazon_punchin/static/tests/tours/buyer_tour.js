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
            content: "The seller is a badge",
            trigger: ".o_field_widget[name=amazon_seller] .badge:contains('Amazon')",
        },
        {
            content: "No line can be added or deleted",
            trigger:
                ".o_field_widget[name=order_line]:not(:has(.o_field_x2many_list_row_add)):not(:has(.o_list_record_remove))",
        },
        {
            content: "Take a line in hand",
            trigger: ".o_field_widget[name=order_line] .o_data_row:first td[name=amazon_seller]",
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
        ...choose(".o_field_widget[name=amazon_account_id]:first input", "Office supplies"),
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
