"""What happens to an order after it arrived: confirmation, shipments, invoices."""
