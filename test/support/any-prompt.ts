/**
 * Any request that a client could mean, in the terms of a Prompt: turns by turns, several calls at once and what came of
 * them, images, sounds and files, tools and a form for the answer. Every text bears a number of its own, `<7>`, by which it
 * is found again wherever it goes; some texts are blank, and bear none.
 */

import fc from 'fast-check';
import type { Signature } from '../../src/part.ts';
import type { Tokens } from '../../src/unit.ts';
import type {
  AssistantContent,
  Message,
  Prompt,
  Sampling,
  Source,
  TextContent,
  Tool,
  ToolChoice,
  UserContent,
} from '../../src/wire/prompt.ts';
import { anySchema } from './any-schema.ts';
import { anyName, anySecretText, anyText } from './any-text.ts';

const maybe = <Value>(one: fc.Arbitrary<Value>, freq = 3): fc.Arbitrary<Value | null> =>
  fc.option<Value, null>(one, { nil: null, freq });

const BLANKS = ['', ' ', '\n\n'];
/** `#` becomes a number of its own. */
const words = fc.oneof(
  { weight: 12, arbitrary: anyText.map((text) => `<#>${text}`) },
  { weight: 1, arbitrary: fc.constantFrom(...BLANKS) },
);
const text: fc.Arbitrary<TextContent> = words.map((one) => ({ kind: 'text', text: one }));

const base64 = fc.uint8Array({ minLength: 3, maxLength: 9 }).map((bytes) => btoa(String.fromCharCode(...bytes)));
const url = (ending: string): fc.Arbitrary<Source> =>
  anyName.map((name) => ({ kind: 'url', url: `https://x.example/<#>/${name}.${ending}` }));
const held = (...types: readonly string[]): fc.Arbitrary<Source> =>
  fc.tuple(fc.constantFrom(...types), base64).map(([mediaType, data]) => ({ kind: 'base64', mediaType, data }));

const image: fc.Arbitrary<Extract<UserContent, { kind: 'image' }>> = fc.record({
  kind: fc.constant('image'),
  source: fc.oneof(url('png'), held('image/png', 'image/jpeg', 'image/webp')),
  detail: fc.constantFrom(null, null, 'low', 'high', 'auto', 'original'),
});
const file: fc.Arbitrary<Extract<UserContent, { kind: 'file' }>> = fc.record({
  kind: fc.constant('file'),
  source: held('application/pdf'),
  name: maybe(anyName.map((name) => `<#>${name}.pdf`)),
});
const audio: fc.Arbitrary<UserContent> = fc.record({
  kind: fc.constant('audio'),
  format: fc.constantFrom('wav', 'mp3'),
  data: base64,
});
const weighted = <Value>(most: fc.Arbitrary<Value>, ...few: readonly fc.Arbitrary<Value>[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 8, arbitrary: most }, ...few.map((arbitrary) => ({ weight: 1, arbitrary })));

const signature: fc.Arbitrary<Signature> = fc.record({
  issuer: fc.constantFrom('anthropic', 'google', 'openai', 'openrouter', 'bedrock'),
  value: anySecretText,
});

const userSaid: fc.Arbitrary<Message> = fc.record({
  role: fc.constant('user'),
  content: fc.array(weighted<UserContent>(text, image, file, audio), { minLength: 1, maxLength: 3 }),
  name: maybe(anyName, 6),
});

type Seen = TextContent | Extract<UserContent, { kind: 'image' }>;

interface Worked {
  readonly said: readonly AssistantContent[];
  readonly calls: readonly {
    readonly call: Extract<AssistantContent, { kind: 'call' }>;
    readonly content: Extract<Message, { role: 'tool' }>['content'][number]['content'];
    readonly isError: boolean;
  }[];
}

const reasoning: fc.Arbitrary<AssistantContent> = fc.record({
  kind: fc.constant('reasoning'),
  text: anyText.map((one) => `<#>${one}`),
  signature: maybe(signature),
});

const worked: fc.Arbitrary<Worked> = fc.record({
  said: fc
    .tuple(fc.array(reasoning, { maxLength: 1 }), fc.array(text, { maxLength: 2 }))
    .map(([thoughts, all]) => [...thoughts, ...all]),
  calls: fc.array(
    fc.record({
      call: fc.record({
        kind: fc.constant('call'),
        id: fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/).map((id) => `c#${id}`),
        name: anyName,
        arguments: fc.dictionary(anyName, words, { maxKeys: 2 }).map((all) => JSON.stringify(all)),
        signature: maybe(anySecretText).map((value): Signature | null =>
          value === null ? null : { issuer: 'google', value },
        ),
      }),
      content: fc.array(weighted<Seen>(text, image), {
        maxLength: 2,
      }),
      isError: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});

/** What the model called is answered, in whatever order. */
function turnOf({ said, calls: made }: Worked, backwards: boolean): readonly Message[] {
  const calls = made.map((one, at) => ({ ...one, call: { ...one.call, id: `${one.call.id}${at}` } }));
  const content = [...said, ...calls.map(({ call }) => call)];
  const results = calls.map(({ call, content: shown, isError }) => ({
    ...{ kind: 'result' as const, callId: call.id, name: call.name, content: shown, isError },
  }));
  return [
    ...(content.length === 0 ? [] : [{ role: 'assistant' as const, content }]),
    ...(calls.length === 0 ? [] : [{ role: 'tool' as const, content: backwards ? results.reverse() : results }]),
  ];
}

const late: fc.Arbitrary<readonly Message[]> = text.map((one) => [{ role: 'system', content: [one] }]);
const episode = weighted<readonly Message[]>(
  fc.oneof(
    fc.tuple(worked, fc.boolean()).map(([one, backwards]) => turnOf(one, backwards)),
    userSaid.map((one) => [one]),
  ),
  late,
);

const tool: fc.Arbitrary<Tool> = fc.record({
  name: anyName,
  description: maybe(anyText.map((one) => `<#>${one}`)),
  parameters: anySchema,
  strict: maybe(fc.boolean()),
});

const number = (least: number, most: number) =>
  maybe(
    fc.integer({ min: least * 10, max: most * 10 }).map((tenth) => tenth / 10),
    2,
  );
const sampling: fc.Arbitrary<Sampling> = fc.record({
  temperature: number(0, 2),
  topP: number(0, 1),
  topK: maybe(fc.integer({ min: 1, max: 500 }), 2),
  frequencyPenalty: number(-2, 2),
  presencePenalty: number(-2, 2),
  seed: maybe(fc.integer(), 2),
  stop: fc.array(
    weighted<string>(
      anyText.map((one) => `<#>${one}`),
      fc.constant('\n'),
    ),
    { maxLength: 3 },
  ),
});

const choice = (tools: readonly Tool[]): fc.Arbitrary<ToolChoice | null> =>
  maybe(
    fc.oneof(
      fc.constantFrom<ToolChoice>({ kind: 'auto' }, { kind: 'none' }, { kind: 'required' }),
      fc.constant<ToolChoice>({ kind: 'tool', name: tools[0]?.name ?? '' }),
    ),
  );

const thought: fc.Arbitrary<Prompt['thought']> = maybe(
  fc.oneof(
    fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh').map((level) => ({ level, budget: null })),
    fc.constantFrom(0, 1024, 20_000).map((budget) => ({ level: null, budget: budget as Tokens })),
  ),
);

/** As it may be said beside the messages. */
const settings = fc.uniqueArray(tool, { maxLength: 3, selector: ({ name }) => name }).chain((tools) =>
  fc.record({
    tools: fc.constant(tools),
    toolChoice: tools.length === 0 ? fc.constant(null) : choice(tools),
    parallelCalls: tools.length === 0 ? fc.constant(null) : maybe(fc.boolean()),
    format: weighted<Prompt['format']>(
      fc.constant({ kind: 'text' }),
      fc.constant({ kind: 'json' }),
      fc.record({
        ...{ kind: fc.constant('schema'), name: anyName, description: maybe(anyText.map((one) => `<#>${one}`)) },
        ...{ schema: anySchema, strict: maybe(fc.boolean()) },
      }),
    ),
    sampling,
    thought,
  }),
);

export const anyPrompt: fc.Arbitrary<Prompt> = fc
  .record({
    instructions: fc.array(text, { maxLength: 2 }),
    first: userSaid,
    episodes: fc.array(episode, { maxLength: 4 }),
    last: maybe(userSaid),
    settings,
  })
  .map(({ instructions, first, episodes, last, settings: set }) =>
    numbered({
      ...set,
      instructions,
      messages: [first, ...episodes.flatMap(named), ...(last === null ? [] : [last])],
      ...{ unsaid: [], unsayable: [] },
    }),
  );

/** Each `<#>` that the arbitraries above wrote, as a number. */
function numbered<Value>(value: Value): Value {
  let count = 0;
  return rewritten(value, (text) => text.replaceAll('<#>', () => `<${count++}>`));
}

/** No two turns have a call of the same id. */
const named = (turn: readonly Message[], at: number): readonly Message[] =>
  rewritten(turn, (text) => text.replace(/^c#/, `c${at}_`));

function rewritten<Value>(value: Value, change: (text: string) => string): Value {
  const within = (one: unknown): unknown => {
    if (typeof one === 'string') return change(one);
    if (Array.isArray(one)) return one.map(within);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, within(inner)]));
  };
  return within(value) as Value;
}
