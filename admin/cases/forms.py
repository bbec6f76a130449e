"""What programs and people send of cases."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Days = Annotated[float, Field(ge=0, le=36_500, allow_inf_nan=False)]


class Order(BaseModel):
    """A case to be made: whose, and what is wrong; the probability is that of a failure within 30 days."""

    model_config = ConfigDict(extra="forbid")

    equipment_id: Annotated[str, Field(min_length=1, max_length=200)]
    subject: Annotated[str, Field(min_length=1, max_length=200)] = "to be looked at"
    description: Annotated[str, Field(max_length=3000)] = ""
    priority: Literal["low", "medium", "high"] = "medium"
    failure_probability: Share | None = None
    rul_days: Days | None = None


class Again(BaseModel):
    """Why a dead case is tried again."""

    model_config = ConfigDict(extra="forbid")

    why: Annotated[str, Field(max_length=500)] = ""
