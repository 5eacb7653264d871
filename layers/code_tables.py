"""The code tables (代码表) that an administrator may edit, each with its key."""

CODE_TABLES = {
    "stages": ("code",),
    "milestones": ("code",),
    "project_types": ("code",),
    "project_type_milestones": ("project_type", "milestone"),
    "custody_states": ("code",),
    "override_reasons": ("code",),
    "obstacle_reasons": ("code",),
}
