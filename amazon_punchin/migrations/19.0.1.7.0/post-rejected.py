def migrate(cr, version):
    """Call rejected what an approver has rejected, at a step or at core's double validation.

    The latter left no step, but a reason on an order that was never released, so never had a document for Amazon.
    """
    cr.execute(
        """
        UPDATE purchase_order ordered
           SET amazon_state = 'rejected'
         WHERE amazon_state = 'cancelled'
           AND (EXISTS (SELECT FROM amazon_punchin_approval step
                         WHERE step.order_id = ordered.id AND step.state = 'rejected')
                OR amazon_refusal IS NOT NULL
                   AND NOT EXISTS (SELECT FROM amazon_punchin_message_purchase_order_rel link
                                     JOIN amazon_punchin_message message ON message.id = link.message_id
                                    WHERE link.order_id = ordered.id AND message.direction = 'out'))
        """
    )
    cr.execute(
        """
        UPDATE purchase_order ordered
           SET amazon_rejected_by_id = decision.user_id
          FROM amazon_punchin_approval step
          JOIN amazon_punchin_approval_decision decision ON decision.approval_id = step.id
         WHERE step.order_id = ordered.id AND decision.outcome = 'rejected' AND ordered.amazon_state = 'rejected'
        """
    )
