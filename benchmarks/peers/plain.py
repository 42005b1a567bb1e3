"""Peer: a plain choropleth with inline geometry; the indicator by a selectbox."""

import streamlit as st

from benchmarks import plain

names, geojson = st.cache_resource(plain.base)()
label = st.selectbox("Indicator", list(plain.LABELS))
values = st.cache_data(plain.values)(label)
figure = plain.choropleth(names, geojson, values, label)
st.plotly_chart(figure, config={"topojsonURL": plain.WORLD_STUB})
