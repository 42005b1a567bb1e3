"""Peer: the bare WebGL map of all England, with inline geometry.

The pack is the one that ``INSIGHT_DATA`` names.
"""

import os
from pathlib import Path

import streamlit as st

from benchmarks import plain

CENTRE, ZOOM = (52.85, -2.3), 5.2

folder = Path(os.environ["INSIGHT_DATA"])
names, geojson = st.cache_resource(plain.base)(folder)
label = next(iter(plain.LABELS))
values = st.cache_data(plain.values)(label, folder)
st.plotly_chart(plain.choropleth_map(names, geojson, values, label, centre=CENTRE, zoom=ZOOM))
