/** The conversation gone on with: the answer handed back as its client has it, and how its signature then reads. */

import { SIGNATURE, THOUGHT } from './given.ts';
import type { Form, Wire } from './rows.ts';
import { OSLO } from './said.ts';

type Body = Readonly<Record<string, unknown>>;

const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((inner: unknown, key) => Reflect.get(Object(inner), key), value);

/** The next request. A call in the answer is answered first. */
export function handedBack(wire: Wire, answer: unknown): Body {
  switch (wire) {
    case 'chat': {
      const message = at(answer, 'choices', 0, 'message');
      const result = { role: 'tool', tool_call_id: OSLO.id, content: OSLO.result };
      const results = at(message, 'tool_calls', 0) === undefined ? [] : [result];
      const next = { role: 'user', content: 'And now?' };
      return { model: 'm', messages: [{ role: 'user', content: 'Hi' }, message, ...results, next] };
    }
    case 'responses': {
      const output = at(answer, 'output');
      const items: readonly unknown[] = Array.isArray(output) ? output : [];
      const isCalled = items.some((item) => at(item, 'type') === 'function_call');
      const results = isCalled ? [{ type: 'function_call_output', call_id: OSLO.id, output: OSLO.result }] : [];
      const next = { type: 'message', role: 'user', content: 'And now?' };
      const first = { type: 'message', role: 'user', content: 'Hi' };
      return { model: 'm', store: false, input: [first, ...items, ...results, next] };
    }
    case 'messages': {
      const content = at(answer, 'content');
      const isCalled = Array.isArray(content) && content.some((block) => at(block, 'type') === 'tool_use');
      const results = isCalled ? [{ type: 'tool_result', tool_use_id: OSLO.id, content: OSLO.result }] : [];
      const next = { role: 'user', content: [...results, { type: 'text', text: 'And now?' }] };
      const messages = [{ role: 'user', content: 'Hi' }, { role: 'assistant', content }, next];
      return { model: 'm', max_tokens: 1000, messages };
    }
  }
}

const text = JSON.stringify(THOUGHT);
const signature = JSON.stringify(SIGNATURE);

/** As the issuer's documents have it, in JSON. */
export const SIGNED: Readonly<Partial<Record<Form, string>>> = {
  // OpenRouter's `reasoning_details`.
  chat: `"signature":${signature}`,
  responses: `"encrypted_content":${signature}`,
  messages: `{"type":"thinking","thinking":${text},"signature":${signature}}`,
  gemini: `"args":{"city":"${OSLO.city}"}},"thoughtSignature":${signature}`,
  converse: `{"reasoningText":{"text":${text},"signature":${signature}}}`,
};
