/**
 * Gemini's embeddings, all texts of a request in one batch.
 * https://ai.google.dev/api/embeddings
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Call, Target } from '../contract.ts';
import { embedder, type Texts } from '../embedder.ts';
import { parsed } from '../parsed.ts';
import { vectorParts } from '../vectors.ts';
import { googleAddress, nameOf } from './address.ts';

/** Cohere's words for what a vector is for, which clients send as `input_type`; Google's own are taken as they are. */
const TASKS: ReadonlyMap<unknown, string> = new Map([
  ['search_document', 'RETRIEVAL_DOCUMENT'],
  ['search_query', 'RETRIEVAL_QUERY'],
  ['classification', 'CLASSIFICATION'],
  ['clustering', 'CLUSTERING'],
  ...[
    ...['RETRIEVAL_DOCUMENT', 'RETRIEVAL_QUERY', 'SEMANTIC_SIMILARITY', 'CLASSIFICATION', 'CLUSTERING'],
    ...['QUESTION_ANSWERING', 'FACT_VERIFICATION', 'CODE_RETRIEVAL_QUERY'],
  ].map((task) => [task, task] as const),
]);

const answerSchema = once(() =>
  z.object({
    embeddings: z.array(z.object({ values: z.array(z.number()) })).min(1),
    usageMetadata: z.object({ promptTokenCount: z.number().nonnegative().optional() }).optional().catch(undefined),
  }),
);

export const googleEmbeddings = embedder({
  most: () => 100,
  resizes: () => true,
  call: embedCall,
  readWhole: (body) => {
    const answer = parsed(answerSchema(), body);
    if (answer === null) return null;
    const vectors = answer.embeddings.map(({ values }) => values);
    return vectorParts(vectors, answer.usageMetadata?.promptTokenCount);
  },
});

function embedCall(target: Target, { texts, dimensions, own }: Texts): Omit<Call, 'dropped'> & { heard: string[] } {
  const name = nameOf(target.model.id);
  // Later models take no task: it is put to them in the text, and that is the client's to write.
  const named = /embedding-001|text-embedding/.test(name) ? 'input_type' : null;
  const task = named === null ? undefined : TASKS.get(own[named]);
  const each = {
    ...(task === undefined ? {} : { taskType: task }),
    ...(dimensions === null ? {} : { outputDimensionality: dimensions }),
  };
  const requests = texts.map((text) => ({ model: `models/${name}`, content: { parts: [{ text }] }, ...each }));
  return {
    ...googleAddress(target, 'batchEmbedContents'),
    body: JSON.stringify({ requests }),
    heard: task === undefined ? [] : ['input_type'],
  };
}
