"""Presets (预设方案): whole documents for the questions of the plan of 2025, to begin from; a JSON file is a preset."""
