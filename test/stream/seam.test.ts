import { expect, it } from 'vitest';
import type { Part, TokenUsage } from '../../src/part.ts';
import { Seam } from '../../src/stream/seam.ts';

const text = (words: string): Part => ({ kind: 'text', text: words });
const FINISH: Part = { kind: 'finish', reason: 'stop', usage: undefined };
const textOf = (parts: readonly Part[]) => parts.map((part) => ('text' in part ? part.text : '')).join('');

const same = (usage: TokenUsage) => usage;
const TOLD = 'The river rises in the hills, and from there it runs';

it.each([
  ['what follows at once', ' down to the sea.', ' down to the sea.'],
  ['the last words again', 'and from there it runs down to the sea.', ' down to the sea.'],
  ['the whole answer again', `${TOLD} down to the sea.`, ' down to the sea.'],
  ['a word that only looks like it', 'runs', 'runs'],
  ['words that came earlier, and are meant', ' in the hills no more.', ' in the hills no more.'],
  ['nothing but a repetition', 'and from there it runs', ''],
])('lets through %s, in one piece or many', (_, next, shown) => {
  for (let size = 1; size <= next.length; size++) {
    const seam = new Seam(TOLD, same);
    const pieces = next.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
    const parts = [...pieces.flatMap((piece) => seam.through([text(piece)])), ...seam.through([FINISH])];
    expect(textOf(parts)).toBe(shown);
    expect(parts.at(-1)).toEqual(FINISH);
  }
});

it('holds nothing back once it knows', () => {
  const seam = new Seam(TOLD, same);
  expect(seam.through([text('the')])).toEqual([]);
  expect(textOf(seam.through([text(' sea')]))).toBe('the sea');
  expect(textOf(seam.through([text('and from there it runs')]))).toBe('and from there it runs');
});

it('begins no second time, and lets thoughts and counts pass', () => {
  const seam = new Seam(TOLD, same);
  const thought: Part = { kind: 'reasoning', text: 'Where was I?' };
  expect(seam.through([{ kind: 'start', id: 'x', model: 'y' }, thought])).toEqual([thought]);
});
