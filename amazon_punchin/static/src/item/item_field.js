import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** An item of a basket: its title, and below it the product that it became, who sells it, and its page at Amazon. */
class ItemField extends Component {
    static template = "amazon_punchin.ItemField";
    static props = { ...standardFieldProps };

    get item() {
        const data = this.props.record.data;
        return {
            title: data[this.props.name],
            product: data.product_id?.display_name,
            page: data.amazon_url,
            seller: data.amazon_seller,
            isFirstParty: data.amazon_is_first_party,
        };
    }
}

registry.category("fields").add("amazon_punchin_item", {
    component: ItemField,
    supportedTypes: ["text", "char"],
    listViewWidth: [200],
    fieldDependencies: [
        { name: "product_id", type: "many2one" },
        { name: "amazon_url", type: "char" },
        { name: "amazon_seller", type: "char" },
        { name: "amazon_is_first_party", type: "boolean" },
    ],
});
