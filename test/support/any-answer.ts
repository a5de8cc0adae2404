/**
 * Any answer that a dialect could read, as the grammar in `src/part.ts` has it: thoughts with and without their
 * signatures, sealed ones, words, refusals, sources, and calls whose pieces are mixed with all of it; in pieces of any
 * length, empty ones among them, and with counts that are known in part or not at all.
 */

import fc from 'fast-check';
import type { FinishReason, Issuer, Part, TokenUsage } from '../../src/part.ts';
import { type Tokens, tokens } from '../../src/unit.ts';
import { anyName, anySecretText, anyText, cutAt } from './any-text.ts';

const ISSUERS: readonly Issuer[] = ['anthropic', 'google', 'openai', 'openrouter', 'bedrock'];
const signature = fc.record({ issuer: fc.constantFrom(...ISSUERS), value: anySecretText });
const cuts = fc.array(fc.nat(40), { maxLength: 3 });

/** What stays together: nothing of another kind but pieces of calls comes between its parts. */
type Saying = readonly Part[];

const pieces = (kind: 'text' | 'reasoning' | 'refusal') =>
  fc.tuple(anyText, cuts).map(([said, places]): Saying => cutAt(said, places).map((text) => ({ kind, text })));

const nothing = fc.constant<Saying>([]);

const source = fc
  .record({ url: fc.webUrl(), title: fc.option(anyText, { nil: undefined }), cited: fc.option(anyText) })
  .map(({ url, title, cited }): Part => ({ kind: 'source', url, title, ...(cited === null ? {} : { cited }) }));

const saying: fc.Arbitrary<Saying> = fc.oneof(
  pieces('text'),
  pieces('refusal'),
  pieces('reasoning'),
  fc
    .tuple(fc.oneof(pieces('reasoning'), nothing), signature)
    .map(([said, one]): Saying => [...said, { kind: 'signature', signature: one }]),
  fc
    .tuple(signature, fc.option(fc.stringMatching(/^(rs_[a-z0-9:%]{1,8}|text)$/)))
    .map(([one, id]): Saying => [{ kind: 'sealed', signature: one, ...(id === null ? {} : { id }) }]),
  fc
    .tuple(fc.oneof(pieces('text'), nothing), fc.array(source, { minLength: 1, maxLength: 2 }))
    .map(([said, all]) => [...said, ...all]),
);

interface Called {
  readonly head: Omit<Extract<Part, { kind: 'call' }>, 'call'>;
  readonly json: readonly string[];
}

/** Google alone signs calls. */
const call: fc.Arbitrary<Called> = fc
  .record({
    id: fc.stringMatching(/^[A-Za-z0-9_:%.-]{1,12}$/),
    name: anyName,
    json: fc.option(fc.dictionary(anyText, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 })),
    places: cuts,
    value: fc.option(anySecretText),
  })
  .map(({ id, name, json, places, value }) => ({
    head: {
      ...{ kind: 'call', id, name },
      ...(value === null ? {} : { signature: { issuer: 'google' as const, value } }),
    },
    json: json === null ? [] : cutAt(JSON.stringify(json), places),
  }));

/** Every call at its place among what is said, and its pieces at places of their own behind it. */
function mixed(sayings: readonly Saying[], calls: readonly Called[], places: readonly number[]): readonly Part[] {
  const parts: Part[] = [];
  const open: Part[][] = [];
  let at = 0;
  const chance = () => places[at++ % places.length] ?? 0;
  /** A piece or two of whichever calls are open. */
  const behind = () => {
    for (let count = chance() % 3; count > 0 && open.length > 0; count--) {
      const queue = open[chance() % open.length];
      const piece = queue?.shift();
      if (piece !== undefined) parts.push(piece);
      if (queue?.length === 0) open.splice(open.indexOf(queue), 1);
    }
  };
  const waiting = calls.map(({ head, json }, number): readonly [Part, Part[]] => [
    { ...head, call: number },
    [
      ...json.map((text): Part => ({ kind: 'arguments', call: number, json: text })),
      { kind: 'call_end', call: number },
    ],
  ]);
  const begin = () => {
    const next = waiting.shift();
    if (next === undefined) return;
    parts.push(next[0]);
    open.push(next[1]);
  };
  for (const one of sayings) {
    if (chance() % 2 === 0) begin();
    for (const part of one) {
      behind();
      parts.push(part);
    }
  }
  while (waiting.length > 0) {
    begin();
    behind();
  }
  return [...parts, ...open.flat()];
}

const share = fc.option(fc.nat(100), { nil: undefined });

/** The parts of a count are never more than the whole, and what was read from a cache was not written to it. */
const usage: fc.Arbitrary<TokenUsage> = fc
  .record({ input: fc.nat(1e6), output: fc.nat(1e6), read: share, written: share, heard: share, thought: share })
  .map(({ input, output, read, written, heard, thought }) => {
    const of = (whole: number, percent: number | undefined): Tokens | undefined =>
      percent === undefined ? undefined : tokens(Math.floor((whole * percent) / 200));
    return {
      ...{ input: tokens(input), cachedInput: of(input, read), cacheWrite: of(input, written) },
      ...{ audioInput: of(input, heard), output: tokens(output) },
      ...{ reasoning: of(output, thought), audioOutput: of(output, heard) },
    };
  });

interface Ending {
  readonly reason: FinishReason;
  readonly usage: TokenUsage | undefined;
  readonly stopSequence: string | undefined;
}

const ending: fc.Arbitrary<Ending> = fc.record({
  reason: fc.constantFrom<FinishReason>('stop', 'length', 'tool_calls', 'content_filter', 'other'),
  usage: fc.option(usage, { nil: undefined }),
  stopSequence: fc.option(anyText, { nil: undefined }),
});

/** A sequence is what a plain stop came to; calls stop only an answer that has some. */
function finishOf({ reason, usage: used, stopSequence }: Ending, called: boolean): Part {
  const said = reason === 'tool_calls' && !called ? 'stop' : reason;
  const came = said === 'stop' && !called && stopSequence !== undefined ? { stopSequence } : {};
  return { kind: 'finish', reason: said, usage: used, ...came };
}

/** Of an answer that was cut short in the middle of a call: its arguments break off, as no JSON. */
const broken = ({ head }: Called): Called => ({ head, json: ['{"cu', 't":"sh'] });

export const anyAnswer: fc.Arbitrary<readonly Part[]> = fc
  .record({
    start: fc.option(fc.record({ id: fc.constant('a'), model: fc.option(fc.constant('theirs'), { nil: undefined }) })),
    sayings: fc.array(saying, { maxLength: 6 }),
    calls: fc.uniqueArray(call, { maxLength: 3, selector: ({ head }) => head.id }),
    places: fc.array(fc.nat(99), { minLength: 5, maxLength: 30 }),
    running: fc.option(usage),
    ending,
    breaks: fc.boolean(),
  })
  .map(({ start, sayings, calls, places, running, ending: last, breaks }) => {
    const isCut = breaks && last.reason === 'length' && calls.length > 0;
    const made = isCut ? calls.map((one, at) => (at === calls.length - 1 ? broken(one) : one)) : calls;
    return [
      ...(start === null ? [] : [{ kind: 'start' as const, ...start }]),
      ...(running === null ? [] : [{ kind: 'usage' as const, usage: running, running: true }]),
      ...mixed(sayings, made, places),
      finishOf(last, calls.length > 0),
    ];
  });

/** Several answers to one question, their parts mixed as they come. Signatures and sources are said of the first alone. */
export const anyChoices: fc.Arbitrary<readonly Part[]> = fc
  .tuple(fc.array(anyAnswer, { minLength: 2, maxLength: 3 }), fc.array(fc.nat(2), { minLength: 1, maxLength: 20 }))
  .map(([answers, order]) => {
    const counts = answers.map((parts) => parts.filter(({ kind }) => kind === 'call').length);
    const queues = answers.map((parts, choice) => {
      const before = counts.slice(0, choice).reduce((sum, count) => sum + count, 0);
      return parts.flatMap((part) => ofChoice(part, choice, before));
    });
    const mixedUp: Part[] = [];
    for (let at = 0; queues.some((queue) => queue.length > 1); at++) {
      const queue = queues[(order[at % order.length] ?? 0) % queues.length];
      const next = queue !== undefined && queue.length > 1 ? queue : queues.find(({ length }) => length > 1);
      mixedUp.push(...(next?.splice(0, 1) ?? []));
    }
    const finishes = queues.flat();
    const counted = finishes.find((part) => part.kind === 'finish' && part.usage !== undefined);
    const sum = counted?.kind === 'finish' ? counted.usage : undefined;
    return [...mixedUp, ...finishes.map((part): Part => (part.kind === 'finish' ? { ...part, usage: sum } : part))];
  });

function ofChoice(part: Part, choice: number, before: number): Part[] {
  if (part.kind === 'usage' || part.kind === 'start') return [];
  const named = choice === 0 ? {} : { choice };
  switch (part.kind) {
    case 'text':
    case 'reasoning':
    case 'refusal':
    case 'finish':
      return [{ ...part, ...named }];
    case 'call':
    case 'arguments':
      return [{ ...part, ...named, call: part.call + before }];
    case 'call_end':
      return [{ ...part, call: part.call + before }];
    default:
      return choice === 0 ? [part] : [];
  }
}
