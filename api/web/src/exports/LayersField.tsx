import type { Catalogue, Layer } from "../api/queries.ts";
import { Icon } from "../app/Icon.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { writeLayers } from "./askedLayers.ts";
import { useExportWords } from "./useExportWords.ts";

/** Which layers leave together: a choice for each, one that adds another, and what becomes of them in a file. */
export function LayersField(props: {
  catalogue: Catalogue;
  layers: readonly Layer[];
  /** Whether the format holds several layers in one file. */
  together: boolean;
}) {
  const { say, name } = useExportWords();
  const { catalogue, layers, together } = props;
  const chosen = layers.map((each) => each.name);
  const isLeft = (layer: Layer) => !chosen.includes(layer.name);
  // A filter speaks of the fields of one layer: it doesn't outlive a change of layers.
  const choose = (names: readonly string[]) => changeOwn({ layer: writeLayers(names), filter: null });
  return (
    <div className="layers-field">
      {chosen.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: by its place it keeps the focus when its layer changes
        <p key={at}>
          <select
            aria-label={chosen.length > 1 ? `${say("wholeLayer")} ${at + 1}` : say("wholeLayer")}
            value={each}
            onChange={(event) => choose(chosen.with(at, event.target.value))}
          >
            <Options catalogue={catalogue} offered={(layer) => layer.name === each || isLeft(layer)} />
          </select>
          {chosen.length > 1 && (
            <button
              type="button"
              className="plain icon small"
              aria-label={`${say("leaveOut")} ${name(layers[at]?.label ?? { zh: each, en: each })}`}
              title={say("leaveOut")}
              onClick={() => choose(chosen.toSpliced(at, 1))}
            >
              <Icon name="close" />
            </button>
          )}
        </p>
      ))}
      {catalogue.layers.some(isLeft) && (
        <select
          className="add"
          aria-label={say("addLayer")}
          value=""
          onChange={(event) => choose([...chosen, event.target.value])}
        >
          <option value="">＋ {say("addLayer")}</option>
          <Options catalogue={catalogue} offered={isLeft} />
        </select>
      )}
      {chosen.length > 1 && (
        <p className="muted small-print">{say(together ? "layersTogether" : "layersApart")}</p>
      )}
    </div>
  );
}

/** The layers that are offered, by their groups. */
function Options({ catalogue, offered }: { catalogue: Catalogue; offered: (layer: Layer) => boolean }) {
  const { name, number } = useExportWords();
  return catalogue.groups.map((group) => {
    const layers = catalogue.layers.filter((each) => each.group === group.name && offered(each));
    return (
      layers.length > 0 && (
        <optgroup key={group.name} label={name(group.label)}>
          {layers.map((each) => (
            <option key={each.name} value={each.name}>
              {name(each.label)} · {number(each.count)}
            </option>
          ))}
        </optgroup>
      )
    );
  });
}
