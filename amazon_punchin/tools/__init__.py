"""Small helpers of the upper floor that hold no model; every area may call them, and they call none."""
