import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FinishReason, Issuer, Part } from '../../../src/part.ts';
import { readWholeResponses, responsesReader } from '../../../src/provider/openai-responses/reader.ts';
import { tokens } from '../../../src/unit.ts';
import { gather } from '../../../src/wire/answer.ts';
import { readSeal } from '../../../src/wire/responses/seal.ts';
import { wholeResponses } from '../../../src/wire/responses/whole.ts';
import { accumulated, eventsIn, headOf, partsOf, written } from '../../support/responses-client.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const issuer = fc.constantFrom<Issuer>('anthropic', 'google', 'openai', 'openrouter', 'bedrock');
const signature = fc.record({ issuer, value: fc.string({ minLength: 1, maxLength: 12 }) });
const url = fc.webUrl();

type Saying = readonly Part[];
const pieces = (kind: 'text' | 'reasoning' | 'refusal') =>
  fc.array(text, { minLength: 1, maxLength: 3 }).map((all): Saying => all.map((one) => ({ kind, text: one })));

/** What a model says between two calls. */
const saying = fc.oneof(
  pieces('text'),
  pieces('refusal'),
  pieces('reasoning'),
  fc
    .tuple(pieces('reasoning'), signature)
    .map(([said, one]): Saying => [...said, { kind: 'signature', signature: one }]),
  signature.map((one): Saying => [{ kind: 'sealed', signature: one }]),
  fc
    .tuple(pieces('text'), url, fc.option(text))
    .map(([said, address, title]): Saying => [...said, { kind: 'source', url: address, title: title ?? address }]),
);

/** Calls in a row, their pieces interleaved as providers interleave them. */
const calls = fc
  .array(fc.tuple(text, fc.json({ maxDepth: 1 }), fc.nat(20), fc.option(signature)), { maxLength: 3 })
  .map((all): Saying => {
    const named = all.map(([name, json, cut, sign], call) => ({
      head: { kind: 'call' as const, call, id: `call_${call}`, name, ...(sign === null ? {} : { signature: sign }) },
      first: { kind: 'arguments' as const, call, json: json.slice(0, cut) },
      second: { kind: 'arguments' as const, call, json: json.slice(cut) },
      end: { kind: 'call_end' as const, call },
    }));
    return (['head', 'first', 'second', 'end'] as const).flatMap((step) => named.map((one): Part => one[step]));
  });

const usage = fc
  .record({ input: fc.nat(1e6), output: fc.nat(1e6), share: fc.nat(100) })
  .map(({ input, output, share }) => ({
    input: tokens(input),
    cachedInput: tokens(Math.floor((input * share) / 100)),
    cacheWrite: undefined,
    audioInput: undefined,
    output: tokens(output),
    reasoning: tokens(Math.floor((output * share) / 100)),
    audioOutput: undefined,
  }));

const answer = fc
  .tuple(
    fc.array(saying, { maxLength: 5 }),
    calls,
    fc.constantFrom<FinishReason>('stop', 'length', 'content_filter'),
    usage,
  )
  .map(([said, called, reason, used]): readonly Part[] => [
    { kind: 'start', id: 'a', model: 'm' },
    ...said.flat(),
    ...called,
    { kind: 'finish', reason: reason === 'stop' && called.length > 0 ? 'tool_calls' : reason, usage: used },
  ]);

/** What an answer says, whatever it is cut into: a signature stands where its thought ends. */
function meaning(parts: readonly Part[]) {
  const { blocks, reason, usage: used } = gather(parts);
  const seals: unknown[] = [];
  const said: unknown[] = [];
  for (const block of blocks) {
    if (block.kind === 'sealed') seals.push(readSeal(block.signature.value));
    else if (block.kind === 'reasoning' && block.text === '') continue;
    else if (block.kind === 'reasoning') said.push({ kind: 'reasoning', text: block.text });
    else if (block.kind === 'call') said.push({ kind: 'call', id: block.id, name: block.name, json: block.arguments });
    else said.push(block.kind === 'text' ? { ...block, sources: block.sources.map((one) => one.url) } : block);
  }
  return { said: joined(said), seals, reason, usage: used };
}

/** Neighbouring thoughts that nothing but a seal stood between. */
function joined(said: readonly unknown[]): unknown[] {
  const all: unknown[] = [];
  for (const one of said) {
    const [last, next] = [Object(all.at(-1)), Object(one)];
    if (last.kind === 'reasoning' && next.kind === 'reasoning')
      all[all.length - 1] = { ...last, text: last.text + next.text };
    else all.push(one);
  }
  return all;
}

/** What was sealed, as the wire marks it. */
function sealsOf(parts: readonly Part[]) {
  return parts.flatMap((part) => {
    if (part.kind === 'signature') return [{ kind: 'signed', signature: part.signature }];
    if (part.kind === 'sealed') return [{ kind: 'sealed', signature: part.signature }];
    if (part.kind === 'call' && part.signature !== undefined) {
      return [{ kind: 'call', callId: part.id, signature: part.signature }];
    }
    return [];
  });
}

describe('any answer', () => {
  it('keeps its meaning from Parts to the wire and back, streamed and whole', () => {
    fc.assert(
      fc.property(answer, (parts) => {
        const expected = { ...meaning(parts), seals: sealsOf(parts) };
        expect(meaning(partsOf(responsesReader(), eventsIn(written(parts))))).toEqual(expected);
        const whole = readWholeResponses(JSON.stringify(wholeResponses(parts, headOf())));
        expect(meaning(whole ?? [])).toEqual(expected);
      }),
    );
  });

  it('is added up by the official helper to what a whole answer says', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (parts) => {
        const streamed = await accumulated(written(parts));
        const { output_text: _, ...rest } = streamed;
        expect(withoutParsed(rest)).toEqual(JSON.parse(JSON.stringify(wholeResponses(parts, headOf()))));
      }),
      { numRuns: 50, seed: 4 },
    );
  });
});

/** The helper adds what it has parsed of texts and arguments. */
function withoutParsed(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, one) =>
      key === 'parsed' || key === 'parsed_arguments' || key === 'output_parsed' ? undefined : one,
    ),
  );
}
