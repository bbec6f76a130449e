"""InfluxQL, the query language of InfluxDB 1, as far as dashboards and devices ask it."""

from fluxlite.influxql.executing import execute
from fluxlite.influxql.language.errors import InfluxQLError, QuerySyntaxError, StatementError
from fluxlite.influxql.output import as_csv, as_json
from fluxlite.influxql.scope import Scope

__all__ = ["InfluxQLError", "QuerySyntaxError", "Scope", "StatementError", "as_csv", "as_json", "execute"]
