import ast
import inspect
from pathlib import Path

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ..models.order import confirm
from ..models.order.confirm import BUTTONS

ADDON = Path(__file__).parents[1]
OURS = "odoo.addons.amazon_punchin."

#: Files whose overrides of one model wrap each other, from the outermost to the innermost.
ORDER = {
    "purchase.order": ["order.lock", "order.recoding", "order.confirm", "order.totals", "bill.order"],
    "amazon.punchin.config": [
        "setup.awaited",
        "shared.version",
        "shared.access",
        "setup.opening",
        "setup.mode",
        "setup.checklist",
        "setup.destination",
        "setup.inbox",
    ],
}

#: What is called one after the other, before core has its turn.
CALLED = {
    ("purchase.order", "write"): ["order.lock", "order.recoding", "order.coding"],
    ("amazon.punchin.config", "create"): [
        "shared.version",
        "shared.access",
        "setup.mode",
        "setup.checklist",
        "setup.destination",
        "setup.inbox",
    ],
    ("amazon.punchin.config", "write"): ["bill.policy", *ORDER["amazon.punchin.config"]],
}

#: Files that are named after their model, which the folder is named after.
OF_MODELS = {
    "order/purchase_order",
    "order/purchase_order_line",
    "rules/item_rule",
    "shipment/shipment",
    "shipment/shipment_line",
}


@tagged("post_install", "-at_install")
class TestOverrides(TransactionCase):
    """Which method is called when several files, ours and others', define it for one model."""

    def test_order_of_overrides(self):
        for model, order in ORDER.items():
            files = [_file(cls) for cls in _ours(self.env[model])]
            self.assertEqual([file for file in files if file in order], order)

    def test_order_of_calls(self):
        for (model, method), files in CALLED.items():
            ours = [_file(cls) for cls in _defining(self.env[model], method) if _is_ours(cls)]
            self.assertEqual(ours, files, f"{model}.{method}")

    def test_lock_is_the_outermost_of_all(self):
        self.assertEqual(_file(_ours(self.env["purchase.order"])[0]), "order.lock")

    def test_our_buttons_are_in_front_of_all_others(self):
        for name in BUTTONS:
            with self.subTest(button=name):
                first = vars(self.registry["purchase.order"])[name]
                self.assertEqual(first.__code__.co_filename, inspect.getsourcefile(confirm))
                self.assertNotIn(OURS, first.__wrapped__.__module__)

    def test_no_override_is_shadowed(self):
        overrides, dead = set(), []
        for name, model in self.env.items():
            for method in {method for cls in _ours(model) for method in _methods(cls)}:
                defining = list(_defining(model, method))
                for position, cls in enumerate(defining):
                    if not _is_ours(cls):
                        continue
                    if any(not _is_ours(other) for other in defining):
                        overrides.add((name, method))
                    dead += [
                        f"{name}.{method} of {_file(cls)} is never called: {front.__module__} does not call super()"
                        for front in defining[:position]
                        if "super(" not in inspect.getsource(_function(front, method)) and not _is_hook(cls, front)
                    ]
        self.assertFalse(dead)
        self.assertLess({("purchase.order", "copy"), ("account.move", "unlink")}, overrides)

    def test_abstract_models_have_several_heirs(self):
        heirs = {
            name: [child for child in model._inherit_children if child != name]
            for name, model in self.env.registry.items()
            if name.startswith("amazon.punchin.") and model._abstract
        }
        self.assertLessEqual(len(heirs), 8)
        self.assertFalse([name for name, children in heirs.items() if len(children) < 2])

    def test_fields_stand_beside_what_computes_them(self):
        apart = []
        computed = 0
        for name, model in self.env.items():
            for cls in _ours(model):
                for field in (field for field in vars(cls).values() if isinstance(field, fields.Field)):
                    files = {_file(found) for found in _defining(model, field.compute) if _is_ours(found)}
                    computed += bool(files)
                    if files and _file(cls) not in files:
                        apart.append(f"{name}.{field.name} stands in {_file(cls)}, {field.compute} in {files}")
        self.assertFalse(apart)
        self.assertGreater(computed, 50)


@tagged("post_install", "-at_install")
class TestAreas(TransactionCase):
    """Folders: one an area, which says what it is for."""

    def test_no_file_repeats_its_folder(self):
        files = {f"{path.parent.name}/{path.stem}" for floor in ("models", "wizards") for path in _modules(floor)}
        self.assertIn("order/lock", files)
        repeating = {file for file in files if file.split("/")[0].rstrip("s") in file.split("/")[1]}
        self.assertEqual(repeating, OF_MODELS)

    def test_no_two_tests_have_one_file_name(self):
        names = [path.name for path in (ADDON / "tests").rglob("test_*.py")]
        self.assertEqual(len(names), len(set(names)), "Odoo would leave one of them out")

    def test_area_says_in_one_sentence_what_it_is(self):
        areas = [*ADDON.glob("models/*/__init__.py"), *ADDON.glob("wizards/*/__init__.py")]
        self.assertGreater(len(areas), 15)
        for area in areas:
            said = " ".join((ast.get_docstring(ast.parse(area.read_text())) or "").split())
            self.assertRegex(said, r"^[A-Z](?:[^.]|\.\S)+\.$", area)


def _modules(floor):
    return [path for path in ADDON.glob(f"{floor}/*/*.py") if path.stem != "__init__"]


def _is_ours(cls):
    return cls.__module__.startswith(OURS)


def _file(cls):
    """The area and the file of a class of ours, as `area.file`."""
    return ".".join(cls.__module__.split(".")[-2:])


def _ours(model):
    return [cls for cls in type(model).__mro__ if _is_ours(cls)]


def _methods(cls):
    return [name for name in vars(cls) if not name.startswith("__") and inspect.isroutine(_function(cls, name))]


def _function(cls, name):
    value = vars(cls)[name]
    value = value.fget if isinstance(value, property) else value
    return inspect.unwrap(getattr(value, "__func__", value))


def _defining(model, method):
    """The classes that define a method of a model, from the one that is called first."""
    return [cls for cls in type(model).__mro__ if method in vars(cls) and inspect.isroutine(_function(cls, method))]


def _is_hook(cls, front):
    """Whether a mixin of ours leaves the method to its heirs."""
    return _is_ours(front) and getattr(cls, "_abstract", False)
