/**
 * The Worker as `npm start` and the tests run it: what `wrangler deploy` ships, and beside it a stand-in for the binding
 * AI, which cannot be had without an account.
 *
 * LocalAi is no model. Its vectors know words and not meaning: two texts are near when they share words. It is there so
 * that a policy with an embedding model can be tried on this machine, with everything around the model real. As a provider
 * it answers a chat by telling what it was asked; as a classifier it has no opinion.
 */

import { WorkerEntrypoint } from 'cloudflare:workers';

export { Account, default, Learner, Tenant } from './index.ts';

const DIMENSIONS = 384;
/** The cosine of texts without a common word: in the spaces of real models, too, all texts lie to one side. */
const LEAST_COSINE = 0.35;

type Inputs = Readonly<Record<string, unknown>>;
interface Vectors {
  readonly shape: [number, number];
  readonly data: number[][];
}

export class LocalAi extends WorkerEntrypoint {
  /**
   * Answers `{ text: string[] }` as an embedding model does, the same text always with the same vector, and `{ messages }`
   * as a language model does where a raw response is asked for. Throws on anything else.
   */
  run(model: string, inputs: Inputs, options: { readonly returnRawResponse?: boolean } = {}): Vectors | Response {
    const { text, messages } = inputs;
    if (Array.isArray(text)) {
      return { shape: [text.length, DIMENSIONS], data: text.map((each) => vectorOf(String(each))) };
    }
    if (options.returnRawResponse === true && Array.isArray(messages)) return chatAnswer(model, messages, inputs);
    throw new Error(`The local stand-in for Workers AI has no language models, so ${model} cannot be asked here.`);
  }
}

/** In the terms of Workers AI's own models. A word counts as a token. */
function chatAnswer(model: string, messages: readonly unknown[], { stream, max_tokens: most }: Inputs): Response {
  const said: unknown = Reflect.get(Object(messages.at(-1)), 'content');
  const asked = typeof said === 'string' ? said : JSON.stringify(said ?? '');
  const text = `This is the local stand-in for Workers AI: ${model} was not called. It was to be asked: ${asked}`;
  const pieces = (text.match(/\S+\s*/g) ?? []).slice(0, typeof most === 'number' ? most : undefined);
  const read = JSON.stringify(messages).split(/\s+/).length;
  const usage = { prompt_tokens: read, completion_tokens: pieces.length, total_tokens: read + pieces.length };
  if (stream !== true) return Response.json({ response: pieces.join('').trimEnd(), usage });
  const events = [...pieces.map((response) => ({ response })), { response: '', usage }];
  const body = [...events.map((event) => JSON.stringify(event)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** The text's words, each in a place of its own as far as hashing goes, and one part that all texts have in common. */
function vectorOf(text: string): number[] {
  const vector: number[] = Array.from({ length: DIMENSIONS }, () => 0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let hash = 0x811c9dc5;
    for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    const place = 1 + ((hash >>> 0) % (DIMENSIONS - 1));
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value, place) =>
    place === 0 ? Math.sqrt(LEAST_COSINE) : (value / length) * Math.sqrt(1 - LEAST_COSINE),
  );
}
