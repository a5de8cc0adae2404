/**
 * The embedding models of Workers AI, by the binding AI: `{text}` in, `{shape, data}` out. They count nothing.
 * https://developers.cloudflare.com/workers-ai/models/bge-base-en-v1.5/
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import { embedder } from '../embedder.ts';
import { parsed } from '../parsed.ts';
import { vectorParts } from '../vectors.ts';

const ownSchema = once(() =>
  z.object({
    data: z.array(z.array(z.number())).min(1),
    usage: z.object({ prompt_tokens: z.number().nonnegative().optional() }).optional().catch(undefined),
  }),
);
const answerSchema = once(() =>
  z.union([z.object({ result: ownSchema() }).transform(({ result }) => result), ownSchema()]),
);

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
    const answer = parsed(answerSchema(), body);
    return answer === null ? null : vectorParts(answer.data, answer.usage?.prompt_tokens);
  },
});
