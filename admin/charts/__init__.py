"""Charts as SVG, drawn on the server: scales, lines with gaps, bands and bars; colours come from the style sheet."""
