"""Peer: the bare WebGL map of the same areas, with inline geometry."""

import streamlit as st

from benchmarks import plain

areas = st.cache_resource(plain.areas)()
geojson = st.cache_resource(plain.geometry)(areas)
label = next(iter(plain.LABELS))
values = st.cache_data(plain.values)(label)
st.plotly_chart(plain.choropleth_map(areas["lsoa21nm"], geojson, values, label))
