"""Map sheets (图幅) and map sets (图集): a template, a subject, a frame and two times become scenes."""
