"""The plan that comes with the program: its name, and what makes it (`tui.example.plan`, loaded when it is needed)."""

EXAMPLE = "example"
PERIOD = "2021-T2"
