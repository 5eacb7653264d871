import type { ReactNode } from "react";
import type { Feature, Layer } from "../api/queries.ts";
import { formatFixed, squareMetresToMu } from "../language/numbers.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { showValue } from "./value.ts";

/** Measures and attributes of a thing, in the layer's own order. */
export function Attributes({ feature, layer }: { feature: Feature; layer: Layer }) {
  const { language, say, name } = useLanguage();
  const { properties } = feature;
  const rows: [string, ReactNode][] = [];
  if (properties.area_m2) rows.push([say("area"), <Area key="area" value={Number(properties.area_m2)} />]);
  if (properties.length_m) {
    rows.push([say("length"), <Measure key="length" value={Number(properties.length_m)} unit="m" />]);
  }
  for (const field of layer.fields) {
    if (field.name === layer.name_field) continue;
    const { text, unit } = showValue(properties[field.name], field, language);
    rows.push([name(field.label), <Value key={field.name} text={text} unit={unit} />]);
  }
  if (properties.area_ellipsoidal_m2) {
    const value = Number(properties.area_ellipsoidal_m2);
    rows.push([say("ellipsoidalArea"), <Measure key="ellipsoidal" value={value} unit="m²" />]);
  }
  if (typeof properties.source === "string") rows.push([say("source"), properties.source]);
  return (
    <dl className="attributes num" aria-label={say("attributes")}>
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Area({ value }: { value: number }) {
  const { language, say } = useLanguage();
  const mu = say("mu", { number: formatFixed(squareMetresToMu(value), language, 2) });
  return (
    <>
      <Measure value={value} unit="m²" /> <small className="muted">{mu}</small>
    </>
  );
}

function Measure({ value, unit }: { value: number; unit: string }) {
  const { language } = useLanguage();
  return <Value text={formatFixed(value, language, 2)} unit={unit} />;
}

function Value({ text, unit }: { text: string; unit: string }) {
  return (
    <>
      {text}
      {unit && <small> {unit}</small>}
    </>
  );
}
