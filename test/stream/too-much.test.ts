/** A provider that sends without end is ended: what it sends is never all held in memory. */

import { describe, expect, it } from 'vitest';
import { Meter } from '../../src/stream/meter.ts';
import { Told } from '../../src/stream/told.ts';
import { tokens } from '../../src/unit.ts';
import { DONE, HELLO, outcome, ROLE, STOP, start } from './relay-run.ts';

const MB = 1024 * 1024;
const COMMENT = `: ${'x'.repeat(MB)}\n\n`;
const said = (delta: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;
const called = (index: number, json: string) =>
  said({ tool_calls: [{ index, id: `c${index}`, function: { name: 'f', arguments: json } }] });

describe('before an answer has begun', () => {
  it.each([
    ['comments', COMMENT],
    ['events without content', said({ role: 'assistant', content: '', padding: 'x'.repeat(MB) })],
  ])('a provider that sends %s and no end gives way to the next', async (_, event) => {
    const run = start();
    run.first.send(...Array.from({ length: 17 }, () => event));
    run.second.send(HELLO, STOP, DONE).close();
    expect(await outcome(run)).toMatchObject({ ending: 'complete', model: 'backup', text: HELLO + STOP + DONE });
    expect(run.failures.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      'malformed: sent too much. No answer began within 16777216 bytes.',
    ]);
    expect(run.first).toMatchObject({ ended: true, left: 'cancelled' });
  });

  it('many comments in all do no harm where an answer follows each few of them', async () => {
    const run = start();
    run.first.send(ROLE, HELLO, ...Array.from({ length: 20 }, () => COMMENT), STOP, DONE).close();
    expect(await outcome(run)).toMatchObject({ ending: 'complete', model: 'fast' });
  });
});

describe('within an answer', () => {
  it.each([
    ['arguments', Array.from({ length: 9 }, () => called(0, 'x'.repeat(MB)))],
    ['text', Array.from({ length: 9 }, () => said({ content: 'x'.repeat(MB) }))],
    [
      'calls',
      Array.from({ length: 90 }, (_, i) => Array.from({ length: 100 }, (_, j) => called(i * 100 + j, '{}')).join('')),
    ],
    ['one event', [HELLO, 'data: ', ...Array.from({ length: 17 }, () => 'x'.repeat(MB))]],
  ])('without end, %s are broken off, and the client is told', async (_, events) => {
    for (const verbatim of [true, false]) {
      const run = start({ verbatim });
      run.first.send(...events);
      const ended = await outcome(run);
      expect(ended).toMatchObject({ ending: 'broken', failed: 'malformed' });
      expect(ended.text).toContain('"error"');
      expect(ended.text?.endsWith(DONE)).toBe(false);
    }
  });
});

it('of many words an estimate looks at some, and counts all', () => {
  const meter = new Meter();
  for (let at = 0; at < 300; at++) meter.add({ kind: 'text', text: 'x'.repeat(10_000) });
  let seen = 0;
  const halved = (text: string) => {
    seen = text.length;
    return text.length / 2;
  };
  expect(meter.total(tokens(1), halved, tokens(0)).output).toBe(1_500_000);
  expect(seen).toBeLessThan(MB + 10_000);
});

it('nobody goes on with an answer too long to be kept', () => {
  const told = new Told();
  told.add({ kind: 'text', text: 'x'.repeat(MB) });
  expect([told.canGoOn, told.text.length]).toEqual([true, MB]);
  told.add({ kind: 'reasoning', text: 'y' });
  expect([told.canGoOn, told.text, told.output]).toEqual([false, '', '']);
});
