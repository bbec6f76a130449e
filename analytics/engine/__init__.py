"""The machinery: state as arrays over series, samples in rounds, one vectorised step, the pipeline."""
