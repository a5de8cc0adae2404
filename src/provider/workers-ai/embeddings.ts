/**
 * The embedding models of Workers AI, by the binding AI: `{text}` in, `{shape, data}` out. They count nothing.
 * https://developers.cloudflare.com/workers-ai/models/bge-base-en-v1.5/
 */

import { embedder } from '../embedder.ts';
import { parsed } from '../parsed.ts';
import { count, isObject } from '../shape.ts';
import { vectorParts, vectorsOf } from '../vectors.ts';

function ownOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const vectors = vectorsOf(sent['data']);
  if (vectors === null) return null;
  const { usage } = sent;
  return { vectors, read: isObject(usage) ? count(usage['prompt_tokens']) : null };
}

const answerOf = (sent: unknown) => (isObject(sent) ? (ownOf(sent['result']) ?? ownOf(sent)) : null);

/** What the schema of some models names beside the text: the others would refuse it. */
const OWN: readonly (readonly [string, RegExp])[] = [
  ['pooling', /\/bge-(small|base|large)/],
  ['truncate_inputs', /\/bge-m3/],
  ['instruction', /\/qwen3-embedding/],
];

export const workersAiEmbeddings = embedder({
  most: () => 100,
  resizes: () => false,
  call: ({ model }, { texts, own }) => {
    const heard = OWN.flatMap(([name, takers]) => (own[name] != null && takers.test(model.id) ? [name] : []));
    const said = Object.fromEntries(heard.map((name) => [name, own[name]]));
    return { url: model.id, headers: {}, body: JSON.stringify({ text: texts, ...said }), heard };
  },
  readWhole: (body) => {
    const answer = parsed(answerOf, body);
    return answer === null ? null : vectorParts(answer.vectors, answer.read);
  },
});
