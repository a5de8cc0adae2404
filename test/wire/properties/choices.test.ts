/** Several answers at once, as Chat Completions alone has them: none is taken for a part of another. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Part } from '../../../src/part.ts';
import { anyChoices } from '../../support/any-answer.ts';
import { askOf } from '../../support/ask.ts';
import { meaningOf } from '../../support/meaning.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { partsIn, written } from '../../support/replay.ts';
import { RUNS } from '../../support/runs.ts';
import { asCarried, asWhole, CHAT } from './carried.ts';

const choiceOf = (part: Part): number => ('choice' in part ? (part.choice ?? 0) : 0);

function meanings(parts: readonly Part[]) {
  const numbers = [...new Set(parts.map(choiceOf))].sort();
  const calls = new Map(parts.flatMap((part) => (part.kind === 'call' ? [[part.call, choiceOf(part)]] : [])));
  return numbers.map((number) =>
    meaningOf(parts.filter((part) => ('call' in part ? calls.get(part.call) : choiceOf(part)) === number)),
  );
}

const head = (choices: number) => ({
  ...{ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', model: 'm', createdSeconds: 1 },
  ask: askOf('Hi', { wantsUsage: true, choices }),
});

const streamSchema = z.array(
  z.object({
    choices: z.array(
      z.object({
        index: z.number(),
        delta: z.object({ tool_calls: z.array(z.object({ index: z.number() })).optional() }),
      }),
    ),
  }),
);

describe('several answers to a client of chat', () => {
  it('mean the same, each of them, when their stream is read again', () => {
    fc.assert(
      fc.property(anyChoices, (parts) => {
        const expected = meanings(parts).map((one) => asCarried(one, CHAT, 'm'));
        const stream = written(parts, CHAT.wire.encoder(head(expected.length)));
        const read = meanings(partsIn(CHAT.dialect, [new TextEncoder().encode(stream)], { choices: expected.length }));
        expect(read.map((one) => ({ ...one, model: 'm' }))).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('number their calls each for itself, from 0 on', () => {
    fc.assert(
      fc.property(anyChoices, (parts) => {
        const stream = written(parts, CHAT.wire.encoder(head(3)));
        const chunks = stream.split('\n').filter((line) => line.startsWith('data: {'));
        const seen = new Map<number, Set<number>>();
        for (const { choices } of streamSchema.parse(chunks.map((chunk) => JSON.parse(chunk.slice(6))))) {
          for (const { index, delta } of choices) {
            const of = seen.get(index) ?? new Set();
            for (const call of delta.tool_calls ?? []) of.add(call.index);
            seen.set(index, of);
          }
        }
        for (const indices of seen.values()) expect([...indices]).toEqual([...indices.keys()].map((_, at) => at));
      }),
      RUNS,
    );
  });

  it('mean the same, each of them, when they are read again whole', () => {
    fc.assert(
      fc.property(anyChoices, (parts) => {
        const expected = meanings(parts).map((one) => asWhole(asCarried(one, CHAT, 'm'), CHAT));
        const body = JSON.stringify(CHAT.wire.whole(parts, head(expected.length)));
        const read = meanings(CHAT.dialect.readWhole(body, targetOf('openai'), orderOf()) ?? []);
        expect(read.map((one) => ({ ...asWhole(one, CHAT), model: 'm' }))).toEqual(expected);
      }),
      RUNS,
    );
  });
});
