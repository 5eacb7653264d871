/** The chart of plan and actual: the only user of ECharts, with the parts of it that are needed. */

import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { Tokens } from "../app/tokens.ts";
import { bandOf, type Series } from "./series.ts";

use([LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

interface Shown {
  series: Series;
  tokens: Tokens;
  months: string[];
  names: Record<"target" | "actual" | "middle" | "band" | "ha", string>;
  format: (value: number) => string;
}

export interface Chart {
  show: (shown: Shown) => void;
  close: () => void;
}

/** Twice as many pixels as the screen may have, so that paper gets a sharp line too. */
const PIXELS = 2;

/** Open a chart inside `element`; `onPick` hears of the month (from 0) that is clicked. */
export function openChart(element: HTMLElement, onPick: (month: number) => void): Chart {
  const chart = init(element, null, { renderer: "canvas", devicePixelRatio: PIXELS });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(element);
  chart.getZr().on("click", ({ offsetX, offsetY }) => {
    const point = [offsetX, offsetY];
    if (!chart.containPixel({ gridIndex: 0 }, point)) return;
    const [month] = chart.convertFromPixel({ gridIndex: 0 }, point);
    if (month !== undefined) onPick(Math.round(month));
  });
  return {
    show: (shown) => chart.setOption(optionOf(shown), { notMerge: true }),
    close: () => {
      watch.disconnect();
      chart.dispose();
    },
  };
}

function optionOf({ series, tokens, months, names, format }: Shown) {
  const hasForecast = series.middle.some((value) => value !== null);
  const common = { type: "line", showSymbol: false, emphasis: { disabled: true } } as const;
  const text = { color: tokens.ink2, fontFamily: tokens.font, fontSize: 12 };
  const last = series.actual.findLastIndex((value) => value !== null);
  const band = [
    { ...common, name: "low", data: series.low, stack: "band", lineStyle: { opacity: 0 }, silent: true },
    {
      ...common,
      name: names.band,
      data: bandOf(series),
      stack: "band",
      lineStyle: { opacity: 0 },
      areaStyle: { color: tokens.brand, opacity: 0.16 },
      itemStyle: { color: tokens.brand, opacity: 0.3 },
      silent: true,
    },
    {
      ...common,
      name: names.middle,
      data: series.middle,
      lineStyle: { color: tokens.brand, width: 2, type: "dotted" },
      itemStyle: { color: tokens.brand },
    },
  ];
  return {
    animation: false,
    textStyle: { fontFamily: tokens.font },
    grid: {
      left: 8,
      right: 16,
      top: 34,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 18,
      itemHeight: 8,
      selectedMode: false,
      textStyle: text,
      data: [names.actual, names.target, ...(hasForecast ? [names.middle, names.band] : [])],
    },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // HTML would need inline styles, which the policy refuses
      backgroundColor: tokens.paper,
      borderColor: tokens.line,
      textStyle: { ...text, color: tokens.ink },
      axisPointer: { lineStyle: { color: tokens.ink3 } },
      formatter: (points: { dataIndex: number }[]) => told(points[0]?.dataIndex ?? 0),
    },
    xAxis: {
      type: "category",
      data: months,
      boundaryGap: false,
      axisLine: { lineStyle: { color: tokens.line } },
      axisTick: { show: false },
      axisLabel: text,
    },
    yAxis: { type: "value", axisLabel: text, splitLine: { lineStyle: { color: tokens.line } } },
    series: [
      ...(hasForecast ? band : []),
      {
        ...common,
        name: names.target,
        data: series.target,
        lineStyle: { color: tokens.ink3, width: 1.5, type: "dashed" },
        itemStyle: { color: tokens.ink3 },
      },
      {
        ...common,
        name: names.actual,
        data: series.actual.map((value, index) => ({ value, symbol: index === last ? "circle" : "none" })),
        showSymbol: true,
        symbolSize: 9,
        lineStyle: { color: tokens.brand, width: 2.5 },
        itemStyle: { color: tokens.brand },
      },
    ],
  };

  function told(index: number): string {
    const line = (name: string, value: number | null | undefined) =>
      value == null ? [] : [`${name}  ${format(value)} ${names.ha}`];
    const low = series.low[index];
    const high = series.high[index];
    const between =
      low == null || high == null ? [] : [`${names.band}  ${format(low)}–${format(high)} ${names.ha}`];
    return [
      months[index],
      ...line(names.target, series.target[index]),
      ...line(names.actual, series.actual[index]),
      ...line(names.middle, series.middle[index]),
      ...between,
    ].join("\n");
  }
}
