"""Line protocol: from the text that clients send to columns, with the error texts of InfluxDB 2.9.1.

Two readers share one grammar. `exact` reads a line character by character and says precisely what is wrong with it.
`batch` reads bodies of thousands of lines: a line whose key and field names were seen before costs two splits, the
values are converted in bulk, and whatever is out of the ordinary goes to the exact reader.
"""

from fluxlite.lineprotocol.batch import Batch, BatchReader, Shape
from fluxlite.lineprotocol.exact import PRECISIONS
from fluxlite.lineprotocol.values import LineError

__all__ = ["PRECISIONS", "Batch", "BatchReader", "LineError", "Shape"]
