"""The process: reads the store, feeds the pipeline, writes what it says, looks after late points and itself."""
