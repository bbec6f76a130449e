"""Answers of a real InfluxDB to questions of our own, kept as data, and the means to ask them again.

cases/*.toml     the questions: points, writes, and queries by name
answers.json     what the real server answered, with its version and the day
cases, compare   reading the questions; when two answers are equal
record           `python -m tests.golden.record` asks a live server again (`make golden`)
test_replay      our store gives the same answers
"""
