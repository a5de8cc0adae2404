/**
 * Any answer, handed back by its client as a turn of the conversation: what the model said, signed and called is what the
 * next provider is asked with, and a provider of the wire itself is sent nothing that only this router could read.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Part } from '../../../src/part.ts';
import { anthropicDialect } from '../../../src/provider/anthropic/dialect.ts';
import { OPENAI } from '../../../src/provider/openai-chat/rows.ts';
import { responsesDialect } from '../../../src/provider/openai-responses/dialect.ts';
import { chatWire } from '../../../src/wire/chat/wire.ts';
import { messagesWire } from '../../../src/wire/messages/wire.ts';
import type { AssistantContent } from '../../../src/wire/prompt.ts';
import { isOwnItem } from '../../../src/wire/responses/own-ids.ts';
import { responsesWire } from '../../../src/wire/responses/wire.ts';
import type { Wire } from '../../../src/wire/wire.ts';
import { anyAnswer } from '../../support/any-answer.ts';
import { askOf } from '../../support/ask.ts';
import { meaningOf, type Said } from '../../support/meaning.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { RUNS } from '../../support/runs.ts';

const head = { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', model: 'm', createdSeconds: 1, ask: askOf('Hi') };
const user = { role: 'user', content: 'Hi' };

const contentSchema = z.object({ content: z.array(z.looseObject({ type: z.string() })) });
const outputSchema = z.object({ output: z.array(z.looseObject({ type: z.string() })) });
const choicesSchema = z.object({ choices: z.tuple([z.object({ message: z.looseObject({}) })]) });

const BODIES: Readonly<Record<'chat' | 'responses' | 'messages', (parts: readonly Part[]) => object>> = {
  chat: (parts) => {
    const { choices } = choicesSchema.parse(JSON.parse(JSON.stringify(chatWire.whole(parts, head))));
    return { messages: [user, choices[0].message, user] };
  },
  responses: (parts) => {
    const { output } = outputSchema.parse(JSON.parse(JSON.stringify(responsesWire.whole(parts, head))));
    return { input: [user, ...output, user] };
  },
  messages: (parts) => {
    const { content } = contentSchema.parse(JSON.parse(JSON.stringify(messagesWire.whole(parts, head))));
    return { max_tokens: 9, messages: [user, { role: 'assistant', content }, user] };
  },
};

const askFor = (wire: Wire, json: object) =>
  wire.read({ json, bytes: 1000 }, { user: null, session: null, effort: null });

function answerIn(wire: Wire, json: object): readonly AssistantContent[] {
  const { messages } = askFor(wire, json).prompt();
  return messages.flatMap((message) => (message.role === 'assistant' ? message.content : []));
}

/** What was said, as a conversation has it: a refusal is words, and words with nothing between them are one. */
function spoken(content: readonly (Said | AssistantContent)[]): readonly object[] {
  const all: { kind: string; text?: string }[] = [];
  for (const one of content) {
    const last = all.at(-1);
    if (one.kind === 'text' || one.kind === 'refusal') {
      if (last?.kind === 'text') last.text += one.text;
      else if (one.text !== '') all.push({ kind: 'text', text: one.text });
    } else if (one.kind === 'call') all.push({ ...one, ...argumentsOf(one.arguments) });
    else if (one.kind === 'sealed') all.push({ ...one, ...(one.id === null || isOwnItem(one.id) ? { id: null } : {}) });
    else all.push({ ...one });
  }
  return all;
}

function argumentsOf(value: unknown): { readonly arguments: unknown } {
  if (typeof value !== 'string') return { arguments: value };
  try {
    return { arguments: JSON.parse(value) };
  } catch {
    return { arguments: value };
  }
}

/** Of a wire that has arguments as an object. */
const asObjects = (said: readonly Said[]): readonly Said[] =>
  said.map((one) =>
    one.kind === 'call' && typeof one.arguments === 'string'
      ? { ...one, arguments: { INVALID_JSON: one.arguments } }
      : one,
  );

describe('any answer that comes back', () => {
  it.each([
    ['responses', responsesWire],
    ['messages', messagesWire],
  ] as const)('by %s holds all that was said, in its order, each signature with its issuer', (name, wire) => {
    fc.assert(
      fc.property(anyAnswer, (parts) => {
        const { said } = meaningOf(parts);
        const again = answerIn(wire, BODIES[name](parts));
        expect(spoken(again)).toEqual(spoken(name === 'messages' ? asObjects(said) : said));
      }),
      RUNS,
    );
  });

  it('by chat holds all words, all calls, and every thought that somebody signed', () => {
    fc.assert(
      fc.property(anyAnswer, (parts) => {
        const { said } = meaningOf(parts);
        const again = spoken(answerIn(chatWire, BODIES.chat(parts)));
        const of = (kind: string) => (one: object) => Reflect.get(one, 'kind') === kind;
        const words = (kind: 'text' | 'refusal' | 'reasoning') =>
          said.map((one) => (one.kind === kind ? one.text : '')).join('');
        const isSealed = (one: object) => of('sealed')(one) || Reflect.get(one, 'signature') != null;
        expect(
          again
            .filter(of('text'))
            .map((one) => Reflect.get(one, 'text'))
            .join(''),
        ).toBe(words('text'));
        expect(again.filter(of('call'))).toEqual(spoken(said).filter(of('call')));
        const sealed = (all: readonly object[]) =>
          all.flatMap((one) => (of('call')(one) || !isSealed(one) ? [] : [Reflect.get(one, 'signature')]));
        expect(sealed(again)).toEqual(sealed(said));
        if (sealed(said).length === 0) {
          expect(again.map((one) => (of('reasoning')(one) ? Reflect.get(one, 'text') : '')).join('')).toBe(
            words('reasoning'),
          );
        }
      }),
      RUNS,
    );
  });

  it('goes on to Anthropic with what Anthropic signed, and with nothing that it would refuse', async () => {
    const target = targetOf('anthropic');
    await fc.assert(
      fc.asyncProperty(anyAnswer, async (parts) => {
        // An answer of nothing is the client's to leave out, as Anthropic's own is.
        fc.pre(meaningOf(parts).said.length > 0);
        const ask = askFor(messagesWire, BODIES.messages(parts));
        const call = await anthropicDialect.call(target, { ...orderOf(), ask });
        const { messages } = z
          .object({ messages: z.array(z.looseObject({ content: z.unknown() })) })
          .parse(JSON.parse(call.body));
        for (const { content } of messages) {
          if (typeof content === 'string') continue;
          const blocks = contentSchema.parse({ content }).content;
          expect(blocks).not.toEqual([]);
          for (const { type, text, signature, data } of blocks) {
            if (type === 'text') expect(text).toMatch(/\S/);
            if (type === 'thinking') expect(signature).toMatch(/^(?!signalbox:)./);
            if (type === 'redacted_thinking') expect(data).toMatch(/^(?!signalbox:)./);
          }
        }
        const own = meaningOf(parts).said.flatMap((one) =>
          (one.kind === 'reasoning' || (one.kind === 'sealed' && one.id === null)) &&
          one.signature?.issuer === 'anthropic'
            ? [one.signature.value]
            : [],
        );
        const sent = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
        expect(sent.flatMap(({ signature, data }) => signature ?? data ?? [])).toEqual(own);
      }),
      RUNS,
    );
  });

  it('goes on to OpenAI with what OpenAI sealed, and with no thought of anybody else', async () => {
    const dialect = responsesDialect(OPENAI);
    await fc.assert(
      fc.asyncProperty(anyAnswer, async (parts) => {
        const ask = askFor(responsesWire, BODIES.responses(parts));
        const call = await dialect.call(targetOf('openai'), { ...orderOf(), ask });
        const { input } = z.object({ input: z.array(z.looseObject({})) }).parse(JSON.parse(call.body));
        const thoughts = input.filter(({ type }) => type === 'reasoning');
        // One that OpenAI names, and that is not ours: a chat's answer of OpenAI's has none.
        const own = meaningOf(parts).said.flatMap((one) =>
          one.kind === 'sealed' && one.signature.issuer === 'openai' && one.id !== null ? [one.signature.value] : [],
        );
        expect(thoughts.map(({ encrypted_content: sealed }) => sealed)).toEqual(own);
      }),
      RUNS,
    );
  });
});
