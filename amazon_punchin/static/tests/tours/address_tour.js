import { registry } from "@web/core/registry";

function take(field, button) {
    return {
        content: `Decide about ${field}`,
        trigger: `.modal .o_field_widget[name=line_ids] .o_data_row:contains('${field}') button[name=${button}]`,
        run: "click",
    };
}

registry.category("web_tour.tours").add("amazon_punchin_address", {
    steps: () => [
        {
            content: "An address that is not matched yet",
            trigger: ".o_data_row:contains('Gate 2') button[name=action_compare]",
            run: "click",
        },
        {
            content: "The most similar contact is proposed",
            trigger: ".modal .o_field_widget[name=partner_id] input:value(Goods In)",
        },
        {
            content: "Amazon is right about the street",
            ...take("2 Main St", "action_take_amazon"),
        },
        {
            content: "It says what will be",
            trigger: ".modal .o_data_row:contains('2 Main St') .o_data_cell:contains('Odoo: 2 Main St')",
        },
        {
            content: "We are right about the postal code",
            ...take("62799", "action_take_own"),
        },
        {
            content: "It says what will be",
            trigger: ".modal .o_data_row:contains('62799') .o_data_cell:contains('Amazon: 62701')",
        },
        {
            content: "It is the same place",
            trigger: ".modal button[name=action_match]",
            run: "click",
        },
        {
            content: "Matched",
            trigger: "body:not(:has(.modal)) .o_data_row:contains('Gate 2'):contains('100')",
        },
    ],
});
