import { useEffect, useState } from "react";
import { useFirstDrawn } from "./useFirstDrawn.ts";

/** Turns degrees into the place's survey CRS: easting and northing in metres. */
export type ToSurvey = (lon: number, lat: number) => { easting: number; northing: number };

/**
 * Load the projection of a PROJ definition, as the server gives it for the place.
 *
 * The step from WGS 84 to CGCS2000 is null in the register and wrong by up to a metre: good for reading a position
 * off the map, not for measuring. proj4 is fetched apart from the first page, which can be drawn without it.
 */
export async function surveyOf(definition: string): Promise<ToSurvey> {
  const { default: proj4 } = await import("proj4");
  const projection = proj4(definition);
  return (lon, lat) => {
    const [easting, northing] = projection.forward([lon, lat]);
    return { easting, northing };
  };
}

export function useSurvey(definition: string): ToSurvey | null {
  const [toSurvey, setToSurvey] = useState<ToSurvey | null>(null);
  const stands = useFirstDrawn();
  useEffect(() => {
    if (!stands) return;
    let wanted = true;
    void surveyOf(definition).then((made) => {
      if (wanted) setToSurvey(() => made);
    });
    return () => {
      wanted = false;
    };
  }, [definition, stands]);
  return toSurvey;
}
