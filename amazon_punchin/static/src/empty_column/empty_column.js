import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";

/**
 * A column with the option `amazon_hide_empty` is there only while a row that is shown has something to say in it.
 */
patch(ListRenderer.prototype, {
    getActiveColumns() {
        const columns = super.getActiveColumns();
        return columns.filter((column) => !column.options?.amazon_hide_empty || this.isColumnTelling(column));
    },

    isColumnTelling(column) {
        return this.props.list.records.some(
            (record) => record.data[column.name] && !this.evalInvisible(column.invisible, record),
        );
    },
});
