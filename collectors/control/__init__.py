"""Control of a simulation while it runs: start, stop, pace, and faults injected and cleared, over HTTP."""
