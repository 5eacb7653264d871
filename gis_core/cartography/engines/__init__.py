"""What draws a scene: PDF, and from the same scene SVG and PNG."""
