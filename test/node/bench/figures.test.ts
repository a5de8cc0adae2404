import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BARS, type Figures, held } from '../../bench/bars.ts';
import { CASES, requestOf } from '../../bench/cases.ts';
import { compare } from '../../bench/compare.ts';
import { difference, type Measured, type Round, ratio, wasWarm } from '../../bench/measure.ts';
import { BEGIN, END, withFigures } from '../../bench/readme.ts';
import { caseTable } from '../../bench/report.ts';
import { median, quantile, spreadOf } from '../../bench/statistics.ts';

const ROUND: Round = {
  ...{ perSecond: 100, p50Ms: 2, p99Ms: 5, firstByteP50Ms: 1, cpuMicros: 200 },
  ...{ loaderMicros: 50, mockMicros: 40, requests: 150 },
};

/** Rounds of both, of which `of` says how they differ from `ROUND`. */
function measuredOf(name: string, ours: readonly Partial<Round>[]): Measured {
  const found = CASES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no case "${name}".`);
  return {
    case: found,
    rounds: { signalbox: ours.map((of) => ({ ...ROUND, ...of })), bare: ours.map(() => ROUND) },
    servedBefore: { signalbox: 2000, bare: 2000 },
  };
}

const WHOLE = 'whole, 32 connections';
const figuresOf = (cases: readonly Measured[], more: Partial<Figures> = {}): Figures => ({
  ...{ cases, cold: null, classificationMicros: null },
  ...more,
});
const metIn = (figures: Figures) => Object.fromEntries(held(figures).map(({ bar, isMet }) => [bar.id, isMet]));

describe('figures of rounds', () => {
  it('are the median, the lowest and the highest', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, low: 1, high: 5 });
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect([0, 0.5, 0.99, 1].map((share) => quantile([40, 10, 30, 20], share))).toEqual([10, 20, 40, 40]);
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  it('are ratios and differences within a round, and none where a figure is not known', () => {
    const measured = measuredOf(WHOLE, [{ cpuMicros: 300 }, { cpuMicros: 500 }, { cpuMicros: 400 }]);
    expect(ratio(measured, ['signalbox', 'bare'], (round) => round.cpuMicros)).toEqual({
      median: 2,
      low: 1.5,
      high: 2.5,
    });
    expect(difference(measured, ['signalbox', 'bare'], (round) => round.cpuMicros)?.median).toBe(200);
    const unknown = measuredOf(WHOLE, [{ cpuMicros: null }, {}]);
    expect(ratio(unknown, ['signalbox', 'bare'], (round) => round.cpuMicros)).toBeNull();
    expect(ratio(measured, ['signalbox', 'nobody'], (round) => round.cpuMicros)).toBeNull();
  });

  it('show who was not warm: the first round was slower than the rest differ among themselves', () => {
    const warm = (times: readonly number[]) =>
      wasWarm(
        measuredOf(
          WHOLE,
          times.map((p50Ms) => ({ p50Ms })),
        ),
        'signalbox',
      );
    expect(warm([5, 2, 2.1, 2.2])).toBe(false);
    expect(warm([2.2, 2, 2.1, 2.2])).toBe(true);
    expect(warm([3, 2, 4, 2.5])).toBe(true);
    expect(warm([9, 2])).toBe(true);
  });
});

it('asks nothing twice but where it says so: the requests of a case are all unlike each other, and of many users', () => {
  for (const each of CASES) {
    const asked = Array.from({ length: 120 }, (_, at) => requestOf(each, at));
    expect(new Set(asked.map(({ body }) => body.toString())).size).toBe(each.prompts ?? 120);
    expect(new Set(asked.map(({ user }) => user)).size).toBe(100);
    const contents = asked.slice(0, 50).map(({ body }) => JSON.parse(body.toString()).messages[1].content as string);
    // Not only their number: the words stand in another order.
    expect(new Set(contents.map((content) => content.slice(content.indexOf('.')))).size).toBeGreaterThan(5);
    for (const content of contents) expect(content.length / each.promptBytes).toBeCloseTo(1, 0);
  }
});

describe('a bar', () => {
  it('is met by the median, at most or at least', () => {
    const fine = measuredOf(WHOLE, [{ cpuMicros: 500, perSecond: 45 }]);
    expect(metIn(figuresOf([fine]))).toMatchObject({ 'cpu-whole': true, throughput: true });
    const poor = measuredOf(WHOLE, [{ cpuMicros: 501, perSecond: 44 }]);
    expect(metIn(figuresOf([poor]))).toMatchObject({ 'cpu-whole': false, throughput: false });
  });

  it('is in the unit that it is told in', () => {
    const figures = figuresOf(
      [
        measuredOf('stream of 100 from Anthropic, 32 connections', [{ cpuMicros: 9_000 }]),
        measuredOf('stream of 100, 32 connections', [{ cpuMicros: 4_000 }]),
        measuredOf('whole, 1 connection', [{ firstByteP50Ms: 1.7 }]),
      ],
      { cold: { signalbox: [150, 170, 160], hono: [100, 110, 120] }, classificationMicros: [80, 90, 130] },
    );
    const values = Object.fromEntries(held(figures).map(({ bar, measured }) => [bar.id, measured?.median ?? null]));
    expect(values['event']).toBeCloseTo(90);
    expect(values['event-above']).toBeCloseTo(50);
    expect(values['added-whole']).toBeCloseTo(0.7);
    expect(values['classification']).toBeCloseTo(0.09);
    expect(values['cold']).toBe(50);
  });

  it('that was not measured is neither met nor missed', () => {
    expect(new Set(Object.values(metIn(figuresOf([]))))).toEqual(new Set([null]));
  });
});

it('tells where a Worker had answered too little for its code to be compiled', () => {
  const measured = measuredOf(WHOLE, [{}]);
  const young = { ...measured, servedBefore: { signalbox: 30, bare: 2000 } };
  expect(caseTable(young)).toContain('signalbox had answered 30 requests before');
  expect(caseTable(measured)).not.toContain('had answered');
});

describe('two runs beside each other', () => {
  const run = (cpus: readonly number[]) =>
    figuresOf([
      measuredOf(
        WHOLE,
        cpus.map((cpuMicros) => ({ cpuMicros })),
      ),
    ]);
  const changeOf = (then: readonly number[], now: readonly number[]) =>
    compare(run(then), run(now)).figures.find(({ name }) => name === `${WHOLE}: signalbox, CPU`)?.change;

  it('differ where the rounds of one are all beyond those of the other', () => {
    expect(changeOf([300, 320], [330, 350])).toBe('worse');
    expect(changeOf([300, 340], [330, 350])).toBe('same');
    expect(changeOf([300, 320], [200, 250])).toBe('better');
  });

  it('say which bar was lost, and say nothing of one that was never met', () => {
    expect(compare(run([400]), run([600])).lost.map(({ id }) => id)).toEqual(['cpu-whole']);
    expect(compare(run([600]), run([700])).lost).toEqual([]);
    expect(compare(run([600]), run([400])).lost).toEqual([]);
  });
});

describe('the README', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const results = {
    ...{ version: 1 as const, at: '2026-11-26T00:00:00.000Z', machine: { cores: 2, model: 'a', loadBefore: 0.1 } },
    ...figuresOf([measuredOf(WHOLE, [{}])]),
    cases: [measuredOf(WHOLE, [{}])],
  };
  const rowsOf = (text: string) => text.slice(text.indexOf(BEGIN), text.indexOf(END)).split('\n');

  it('has the section that `npm run bench -- --readme` writes, with a row for every bar', () => {
    const written = rowsOf(withFigures(readme, results));
    const stands = rowsOf(readme);
    for (const { measure } of BARS) {
      const row = written.find((line) => line.startsWith(`| ${measure} | `));
      const [, , bar] = row?.split(' | ').map((cell) => cell.trim()) ?? [];
      expect(bar).toBeDefined();
      const head = row?.split(' | ').slice(0, 2).join(' | ');
      expect(stands.filter((line) => line.startsWith(`${head} | `))).toHaveLength(1);
    }
    for (const head of written.filter((line) => /^\| (measure|case) \|/.test(line))) expect(stands).toContain(head);
  });

  it('is left as it is around that section, and must have it', () => {
    const twice = withFigures(withFigures(readme, results), results);
    expect(twice.slice(0, twice.indexOf(BEGIN))).toBe(readme.slice(0, readme.indexOf(BEGIN)));
    expect(twice.slice(twice.indexOf(END))).toBe(readme.slice(readme.indexOf(END)));
    expect(() => withFigures('# Nothing', results)).toThrow('lacks');
  });
});
