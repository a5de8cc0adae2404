/**
 * Any request of one wire, translated for a provider of another: it means the same, but for what the provider was not sent
 * and says so, and what it refused. There and back it means the same still.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropicDialect } from '../../../src/provider/anthropic/dialect.ts';
import type { Dialect } from '../../../src/provider/contract.ts';
import { chatDialect } from '../../../src/provider/openai-chat/dialect.ts';
import { COMPATIBLE, OPENAI } from '../../../src/provider/openai-chat/rows.ts';
import type { ProviderKind } from '../../../src/tenant/policy.ts';
import { tokens } from '../../../src/unit.ts';
import type { Ask } from '../../../src/wire/ask.ts';
import type { Prompt } from '../../../src/wire/prompt.ts';
import { anyPrompt } from '../../support/any-prompt.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { RUNS } from '../../support/runs.ts';
import { CLIENTS } from './clients.ts';
import { normal } from './normal.ts';
import { readOfAnthropic, toAnthropic, toChat, toEarlyAnthropic, without } from './translated.ts';

interface Provider {
  readonly name: string;
  readonly kind: ProviderKind;
  readonly id: string;
  readonly dialect: Dialect;
  readonly speaks: 'chat' | 'messages';
  readonly translated: (prompt: Prompt) => Prompt;
  /** What was sent, as far as it is compared. */
  readonly read: (prompt: Prompt) => Prompt;
  /** It can be told not to think. */
  readonly canStop: boolean;
}

const asIs = (prompt: Prompt): Prompt => prompt;
const ofChat = { speaks: 'chat', translated: toChat, read: asIs, canStop: true } as const;

const PROVIDERS: readonly Provider[] = [
  { name: 'OpenAI', kind: 'openai', id: 'gpt-4.1', dialect: chatDialect(OPENAI), ...ofChat },
  {
    ...{ name: 'a server that follows OpenAI', kind: 'openai-compatible', id: 'llama' },
    ...{ dialect: chatDialect(COMPATIBLE), ...ofChat },
  },
  ...['claude-sonnet-4-5', 'claude-opus-4-8', 'claude-opus-5', 'claude-fable-5-1', 'claude-3-5-haiku'].map(
    (id): Provider => ({
      ...{ name: id, kind: 'anthropic', id, dialect: anthropicDialect, speaks: 'messages', read: readOfAnthropic },
      translated: id.startsWith('claude-3') ? toEarlyAnthropic : toAnthropic,
      canStop: !id.startsWith('claude-fable'),
    }),
  ),
];

const level = { level: 'medium' } as const;
const thought = { thinking: level, instant: level, mini: level };
const NO_HEADERS = { user: null, session: null, effort: null };

/** Null: refused, for a reason that is given. */
async function sent({ dialect, kind, id }: Provider, ask: Ask) {
  const target = targetOf(kind, { id, thought });
  const prompt = ask.prompt();
  const lacks = [...prompt.unsayable, ...dialect.lacks(prompt, target.model)];
  if (lacks.length > 0) return null;
  const { body, dropped } = await dialect.call(target, { ...orderOf(), ask });
  const json: Record<string, unknown> = JSON.parse(body);
  return { json, dropped };
}

/** Of a client that says nothing about thought, the policy says how much. */
const isOpen = ({ thought: said }: Prompt, { canStop }: Provider): boolean =>
  said === null || (!canStop && (said.level === 'none' || said.budget === 0));

const isBlank = ({ instructions, messages }: Prompt): boolean =>
  ![...instructions, ...messages.flatMap(({ content }): readonly { kind: string; text?: string }[] => content)].some(
    ({ kind, text }) => kind !== 'text' || text?.trim() !== '',
  );

const wireOf = (name: string) => CLIENTS.find((one) => one.name === name)?.wire ?? CLIENTS[0].wire;
const LIMIT = tokens(1000);

const PAIRS = PROVIDERS.flatMap((provider) =>
  CLIENTS.filter(({ name }) => name !== provider.speaks).map((client) => ({ client, provider })),
);

describe.each(PAIRS)('any request of $client.name to $provider.name', ({ client, provider }) => {
  it('means the same, or says what was left out', async () => {
    await fc.assert(
      fc.asyncProperty(anyPrompt, async (prompt) => {
        const said = client.meant(prompt);
        // Nobody answers to nothing at all.
        fc.pre(said.messages.length > 0 && !isBlank(said));
        const ask = client.wire.read(
          { json: { ...client.body(said), [client.limit]: LIMIT }, bytes: 1000 },
          NO_HEADERS,
        );
        const called = await sent(provider, ask);
        if (called === null) return;
        const { json } = called;
        const dropped = [...called.dropped, ...(isOpen(said, provider) ? ['reasoning_effort'] : [])];
        const again = wireOf(provider.speaks).read({ json, bytes: 1000 }, NO_HEADERS);
        expect(without(normal(provider.read(again.prompt())), dropped)).toEqual(
          without(normal(provider.translated(said)), dropped),
        );
        expect(again.outputLimit).toBe(LIMIT);
      }),
      RUNS,
    );
  });
});
