import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_punchin_bill", {
    steps: () => [
        {
            content: "The bill says what differs, and whose invoice it is",
            trigger:
                ".o_form_view:has([name=amazon_warning]:contains('differ')):has(.o_field_widget[name=amazon_order_ref]:contains('113-7'))",
        },
        {
            content: "The page that matches it with its orders",
            trigger: ".o_notebook a[name=amazon_match]",
            run: "click",
        },
        {
            content: "A line that differs is red and says how",
            trigger: "[name=amazon_match_ids] .o_data_row.text-danger:contains('Billed 5 in total; ordered 3')",
        },
        {
            content: "A line that fits is not",
            trigger: "[name=amazon_match_ids] .o_data_row:not(.text-danger):contains('Copy paper')",
        },
    ],
});
