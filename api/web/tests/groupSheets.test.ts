import { describe, expect, it } from "vitest";
import { ahp } from "../src/siting/ahp.ts";
import { isNewMember, sheetsOf, together, weightingOf } from "../src/siting/group.ts";

const NAMES = ["green", "cost", "walk"];
const ONE = [
  [1, 3, 5],
  [1 / 3, 1, 2],
  [1 / 5, 1 / 2, 1],
];
const OTHER = [
  [1, 1 / 3, 1],
  [3, 1, 3],
  [1, 1 / 3, 1],
];

describe("the sheets of a group", () => {
  const sheets = [
    { member: "Li", judged: ONE },
    { member: "Wang", judged: OTHER },
  ];

  it("come back from the document that they were written to", () => {
    const written = weightingOf(sheets, NAMES);
    expect(written.kind).toBe("group_ahp");
    expect(sheetsOf(written, NAMES, {}, "me")).toEqual(sheets);
  });

  it("are one person's comparisons where there is one", () => {
    const written = weightingOf(sheets.slice(0, 1), NAMES);
    expect(written).toMatchObject({
      kind: "ahp",
      comparisons: [{ a: "green", b: "cost", value: 3 }, {}, {}],
    });
    expect(sheetsOf(written, NAMES, {}, "me")).toEqual([{ member: "me", judged: ONE }]);
  });

  it("begin from the weights where a document has none", () => {
    const [first] = sheetsOf({ kind: "entropy" }, NAMES, { green: 0.6, cost: 0.2, walk: 0.2 }, "me");
    expect(first?.judged[0]).toEqual([1, 3, 3]);
  });

  it("say together the geometric mean, which is reciprocal as each of them is", () => {
    const mean = together(sheets);
    expect(mean[0]?.[1]).toBeCloseTo(1, 12);
    expect(mean[0]?.[2]).toBeCloseTo(Math.sqrt(5), 12);
    expect((mean[1]?.[2] ?? 0) * (mean[2]?.[1] ?? 0)).toBeCloseTo(1, 12);
    expect(ahp(together(sheets.slice(0, 1))).weights).toEqual(ahp(ONE).weights);
  });

  it("each have a name of their own", () => {
    expect(isNewMember(" Li ", sheets)).toBe(false);
    expect(isNewMember("  ", sheets)).toBe(false);
    expect(isNewMember("Zhao", sheets)).toBe(true);
  });
});
