"""Signs and words of pounds and of other money."""

import re

POUNDS = re.compile(r"Â?£|gbp|pounds?(?:sterling)?|sterling", re.IGNORECASE)
OTHER_MONEY = re.compile(
    r"[€¥₹]|(?:\b(?:us|a|ca|nz))?\$|\b(?:eur|euros?|usd|us dollars?|dollars?|chf|cad|aud|yen|jpy|"
    r"inr|rupees?)\b",
    re.IGNORECASE,
)
"""Money that is not pounds, in a cell, in a heading or in the format of a cell."""
