import { registry } from "@web/core/registry";

const orders = (...columns) => [".o_list_view", ...columns.map((name) => `:has(th[data-name=${name}])`)].join("");
const without = (...columns) =>
    [".o_list_view", ...columns.map((name) => `:not(:has(th[data-name=${name}]))`)].join("");

registry.category("web_tour.tours").add("amazon_punchin_purchase_columns", {
    steps: () => [
        {
            content: "A test order of Amazon's is marked among the orders",
            trigger: `${orders("amazon_state", "amazon_mode")} .o_data_row:contains('Sent') [name=amazon_mode]:contains('Test')`,
        },
        {
            content: "Open the filters",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: "Ordinary orders only",
            trigger: ".o_filter_menu .o_menu_item:contains('Not Amazon')",
            run: "click",
        },
        {
            content: "Columns that have nothing to say are gone",
            trigger: `${without("amazon_state", "amazon_mode")} .o_data_row:contains('Ordinary Vendor')`,
        },
    ],
});
