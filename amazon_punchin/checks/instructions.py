"""What to do at each step of the set-up, at Amazon and here: on the screen and on paper."""


def of_steps(config):
    """The instructions of each step.

    :param amazon.punchin.config config: the group, in the reader's language
    :return: by key of the step; sentences under ``at_amazon`` and ``here``, in their order
    :rtype: dict[str, dict[str, list[str]]]
    """
    env = config.env
    is_direct = config.policy == "direct_allowed"
    return {
        "1": _step(
            [
                env._("Sign in to Amazon Business as an administrator."),
                env._("Open Business settings, then Groups, and add a group."),
                env._("Give it a name that everybody recognizes, for example “Office – Odoo”."),
                is_direct and env._("Keep a second group for direct purchases: buyers choose one at checkout."),
            ],
            [
                env._("Enter the group's name exactly as it is at Amazon."),
                env._("Choose who decides: may buyers also order at Amazon directly, or is every purchase approved?"),
            ],
        ),
        "2": _step(
            [
                env._("Open the group, then Purchasing system, and choose to set one up."),
                env._("Choose Punch-in, and a system that uses cXML."),
                env._("Copy the From identity, the Shared secret and the PO Request URL to the fields here."),
                env._("Leave the group in test mode."),
            ],
            [
                env._("Paste what Amazon shows."),
                env._(
                    "Press “Show Odoo's Addresses and Password”, and enter all five at Amazon. The password is shown "
                    "once."
                ),
            ],
        ),
        "3": _step(
            [
                env._("Open the group, then Addresses."),
                env._("Compare each delivery address with the one in Odoo, letter by letter."),
            ],
            [
                env._("Choose Amazon as vendor, or type a name to create it."),
                env._("Add the same delivery addresses, and tick Default where most orders go."),
                env._("On the Coding tab, choose what an order must be coded with."),
            ],
        ),
        "4": _step(
            [
                env._("Open the group, then People, and press Add people."),
                env._("Enter the e-mail addresses."),
                env._("Choose the role Punchout buyer. If you don't see it, you are not inside the punch-in group."),
                not is_direct and env._("Never choose Requisitioner: this role orders without Odoo."),
            ],
            [
                env._("Press “Add Me as a Buyer” to place the test order yourself."),
                env._("List the others on the People tab, each with the Odoo user, or import Amazon's list."),
                env._("Press “Give Everybody the Role”, if it is shown: somebody lacks the role in Odoo."),
                not is_direct and env._("Press “Add an Approval Rule”, if it is shown: no rule says who approves."),
            ],
        ),
        "5": _step(
            [
                env._("“Shop on Amazon” leads you there. Put any item into the basket and check out."),
                env._("The last page says that the order requires approval: submit it."),
            ],
            [
                env._("You land on the order: fill in what it asks for, and press “Confirm”."),
                not is_direct and env._("Somebody else approves it. Then it goes to Amazon automatically."),
                is_direct and env._("If no approval rule applies, it goes to Amazon automatically."),
                env._("Wait until it is confirmed. Amazon cancels it after some hours, because it is a test."),
            ],
        ),
        "6": _step(
            [],
            [
                env._("Press “Check”: Odoo asks Amazon for a shopping session, as a shopper would."),
                env._("It also tests its own addresses from Amazon's side. Nothing is ordered."),
            ],
        ),
        "7": _step(
            [
                env._("Open the group, then Purchasing system, and switch it to active."),
                env._("Copy the Punchout URL and the PO Request URL for active mode."),
            ],
            [env._("Paste both, press “Check All”, then “Switch to Active”.")],
        ),
    }


def _step(at_amazon, here):
    return {"at_amazon": [*filter(None, at_amazon)], "here": [*filter(None, here)]}
