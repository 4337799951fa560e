"""What every figure shares: canvas, head, foot, intervals, panels."""
