import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { formView } from "@web/views/form/form_view";
import { listView } from "@web/views/list/list_view";

/**
 * Sends the version that is shown with every change of a record, so that nobody's change is overwritten unseen: of the
 * record of a form, of the rows of a list, and of the rows inside a form; and when the page is closed unsaved, too.
 */
class VersionedRecord extends RelationalModel.Record {
    _getChanges() {
        const changes = super._getChanges(...arguments);
        if (this.resId && "version" in this.activeFields && Object.keys(changes).length) {
            changes.version = this.data.version;
        }
        return changes;
    }
}

class VersionedModel extends RelationalModel {
    static Record = VersionedRecord;
}

registry.category("views").add("amazon_punchin_versioned_form", { ...formView, Model: VersionedModel });
registry.category("views").add("amazon_punchin_versioned_list", { ...listView, Model: VersionedModel });
