"""Peer: the bare WebGL map of the same areas, with inline geometry."""

import streamlit as st

from benchmarks import plain

names, geojson = st.cache_resource(plain.base)()
label = next(iter(plain.LABELS))
values = st.cache_data(plain.values)(label)
st.plotly_chart(plain.choropleth_map(names, geojson, values, label))
