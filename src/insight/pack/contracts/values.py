"""Values as a reader would write them."""

import numpy as np
import pandas as pd


def shown(value: object) -> str:
    """An offending value as a reader would write it.

    Examples
    --------
    >>> shown("E01"), shown(np.int64(11)), shown(np.nan)
    ("'E01'", '11', 'an empty cell')
    """
    if value is None or value is pd.NA or value != value:
        return "an empty cell"
    return repr(value.item() if isinstance(value, np.generic) else value)
