"""Peer: a plain choropleth with inline geometry; the indicator by a selectbox."""

import streamlit as st

from benchmarks import plain

areas = st.cache_resource(plain.areas)()
geojson = st.cache_resource(plain.geometry)(areas)
label = st.selectbox("Indicator", list(plain.LABELS))
values = st.cache_data(plain.values)(label)
figure = plain.choropleth(areas["lsoa21nm"], geojson, values, label)
st.plotly_chart(figure, config={"topojsonURL": plain.WORLD_STUB})
