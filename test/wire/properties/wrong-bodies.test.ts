/** Any JSON as a body: read, or refused with the field that is wrong. Nothing is thrown but a Refusal, and nothing leaks. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/error.ts';
import { bedrockDialect } from '../../../src/provider/amazon-bedrock/dialect.ts';
import { anthropicDialect } from '../../../src/provider/anthropic/dialect.ts';
import { cohereDialect } from '../../../src/provider/cohere/dialect.ts';
import { googleDialect } from '../../../src/provider/google/dialect.ts';
import { chatDialect } from '../../../src/provider/openai-chat/dialect.ts';
import { DEEPSEEK, OPENAI } from '../../../src/provider/openai-chat/rows.ts';
import { responsesDialect } from '../../../src/provider/openai-responses/dialect.ts';
import { workersAiDialect } from '../../../src/provider/workers-ai/dialect.ts';
import type { Ask } from '../../../src/wire/ask.ts';
import { readEmbeddings } from '../../../src/wire/embeddings/read.ts';
import { readQuestion } from '../../../src/wire/question.ts';
import { anyJson, mutated } from '../../support/any-json.ts';
import { anyPrompt } from '../../support/any-prompt.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { RUNS } from '../../support/runs.ts';
import { CLIENTS } from './clients.ts';

const NO_HEADERS = { user: null, session: null, effort: null };
const FOREIGN = [
  ...[chatDialect(OPENAI), chatDialect(DEEPSEEK), anthropicDialect, responsesDialect(OPENAI)],
  ...[googleDialect, cohereDialect, bedrockDialect, workersAiDialect],
];

/** Null: refused, as it should be. */
function unlessRefused<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    const { why } = cause;
    expect(why.code).toBe('invalid_request');
    expect(why.message).not.toBe('');
    if ('param' in why && why.param !== null) expect(why.message.startsWith(why.param)).toBe(true);
    return null;
  }
}

const level = { level: 'medium' } as const;

/** What every provider makes of it, unless it may not be sent there. */
async function send(ask: Ask): Promise<void> {
  const target = {
    ...targetOf('openai', { id: 'claude-x', thought: { thinking: level, instant: level, mini: level } }),
  };
  for (const dialect of FOREIGN) {
    if (dialect.speaks !== ask.wire) {
      const prompt = unlessRefused(() => ask.prompt());
      if (prompt === null) return;
      if (dialect.speaks === 'responses') continue;
      if ([...prompt.unsayable, ...dialect.lacks(prompt, target.model)].length > 0) continue;
    }
    const { body } = await dialect.call({ ...target, secret: 'A:b' }, { ...orderOf(), ask });
    expect(typeof JSON.parse(body)).toBe('object');
  }
}

const readers = [
  ...CLIENTS.map(({ name, wire }) => ({ name, read: wire.read })),
  { name: 'a question', read: readQuestion },
  { name: 'embeddings', read: readEmbeddings },
];

describe.each(readers)('any JSON as $name', ({ name, read }) => {
  it('is read, or refused by the field that is wrong', () => {
    fc.assert(
      fc.property(anyJson, (json) => {
        unlessRefused(() => read({ json, bytes: 100 }, NO_HEADERS));
        expect(Reflect.get({}, 'polluted')).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('of which only something is wrong is read, or refused, here or where it goes', async () => {
    const clients = CLIENTS.filter((client) => client.name === name || name === 'a question');
    const bodies = fc
      .tuple(anyPrompt, fc.constantFrom(...(clients.length === 0 ? CLIENTS : clients)))
      .chain(([prompt, client]) => mutated({ max_tokens: 9, ...client.body(client.meant(prompt)) }));
    await fc.assert(
      fc.asyncProperty(bodies, async (json) => {
        const ask = unlessRefused(() => read({ json, bytes: 100 }, NO_HEADERS));
        if (ask !== null && ask.wire !== 'embeddings') await send(ask);
        expect(Reflect.get({}, 'polluted')).toBeUndefined();
      }),
      RUNS,
    );
  });
});
