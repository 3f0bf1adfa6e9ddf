"""What a person keeps with us: exercise runs, check-ins, saved lines and the safety plan."""
