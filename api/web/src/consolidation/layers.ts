/** The layers that these pages name. */
export const PARCELS = "consolidation_parcels";
export const PROJECTS = "consolidation_projects";
