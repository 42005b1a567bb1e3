"""The records that officers keep: saved neighbourhoods, with their history."""
