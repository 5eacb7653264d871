import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useEffect, useState } from "react";
import type { Thing } from "../address/address.ts";
import { changeAddress, readAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { ProblemError } from "../api/problem.ts";
import { type Catalogue, type Feature, featureQuery, type Layer } from "../api/queries.ts";
import { Icon } from "../app/Icon.tsx";
import { useKey } from "../app/useKey.ts";
import { useLanguage } from "../language/useLanguage.ts";
import type { Bounds } from "../map/canvas.ts";
import { flight } from "../map/signals.ts";
import { Attributes } from "./Attributes.tsx";
import { History } from "./History.tsx";
import { Trouble } from "./Trouble.tsx";

/** The page came with a thing and no view of it (a link from another page): the map flies there once. */
let arriving = readAddress().view === null ? readAddress().selected?.code : undefined;

const COPIED_MS = 1600;

/** The card of one thing: what it is, and what happened to it. */
export function FeatureCard({ thing, catalogue }: { thing: Thing; catalogue: Catalogue }) {
  const { say, name } = useLanguage();
  const at = useAddress((address) => address.at);
  const known = useAddress((address) => address.known);
  const feature = useQuery(featureQuery(thing, { at, known }));
  const layer = catalogue.layers.find((one) => one.name === thing.layer);
  useKey(({ key }) => {
    if (key === "Escape") changeAddress({ selected: null });
  });
  useEffect(() => {
    if (!feature.data || thing.code !== arriving) return;
    arriving = undefined;
    flight.send(boundsOf(feature.data));
  }, [feature.data, thing.code]);
  const absent = feature.error instanceof ProblemError && feature.error.status === 404;
  return (
    <section className="card thing" aria-label={thing.code}>
      <header>
        <div>
          <h2>{titleOf(feature.data, layer) ?? thing.code}</h2>
          <p className="muted">
            {layer && name(layer.label)} · <span className="num">{thing.code}</span>
          </p>
        </div>
        <button
          type="button"
          className="plain icon"
          aria-label={say("close")}
          title={`${say("close")} (Esc)`}
          onClick={() => changeAddress({ selected: null })}
        >
          <Icon name="close" />
        </button>
      </header>
      {feature.isPending && <Skeleton active title={false} paragraph={{ rows: 7 }} />}
      {absent && (
        <div className="empty">
          <p>{say("notAtThatTime", { code: thing.code })}</p>
          <p className="muted">{say("notAtThatTimeWhat")}</p>
        </div>
      )}
      {feature.isError && !absent && (
        <Trouble tried={say("loadingThing")} error={feature.error} onRetry={() => void feature.refetch()} />
      )}
      {feature.data && layer && (
        <>
          <div className="actions">
            <Button
              type="primary"
              icon={<Icon name="target" />}
              onClick={() => flight.send(boundsOf(feature.data))}
            >
              {say("flyTo")}
            </Button>
            <CopyLink />
          </div>
          <Attributes feature={feature.data} layer={layer} />
          <History revisions={feature.data.history} layer={layer} />
        </>
      )}
    </section>
  );
}

function CopyLink() {
  const { say } = useLanguage();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void navigator.clipboard.writeText(location.href).then(() => setCopied(true));
  return (
    <Button icon={<Icon name="link" />} onClick={copy}>
      {say(copied ? "copied" : "copyLink")}
    </Button>
  );
}

function boundsOf(feature: Feature): Bounds {
  return feature.bbox as Bounds;
}

function titleOf(feature: Feature | undefined, layer: Layer | undefined): string | null {
  const title = layer?.name_field ? feature?.properties[layer.name_field] : null;
  return typeof title === "string" && title !== "" ? title : null;
}
