"""How honest what is said of remaining life is: methods on simulated courses."""
