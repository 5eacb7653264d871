"""Criteria (评价指标): what makes one candidate better than another, each kind in a file of its own."""
