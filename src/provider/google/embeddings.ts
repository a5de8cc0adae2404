/**
 * Gemini's embeddings, all texts of a request in one batch.
 * https://ai.google.dev/api/embeddings
 */

import type { Call, Target } from '../contract.ts';
import { embedder, type Texts } from '../embedder.ts';
import { parsed } from '../parsed.ts';
import { count, isObject, listOf } from '../shape.ts';
import { vectorOf, vectorParts } from '../vectors.ts';
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

function answerOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const vectors = listOf(valuesOf, sent['embeddings']);
  if (vectors === null || vectors.length === 0) return null;
  const usage = sent['usageMetadata'];
  return { vectors, read: isObject(usage) ? count(usage['promptTokenCount']) : null };
}

const valuesOf = (sent: unknown) => (isObject(sent) ? vectorOf(sent['values']) : null);

export const googleEmbeddings = embedder({
  most: () => 100,
  resizes: () => true,
  call: embedCall,
  readWhole: (body) => {
    const answer = parsed(answerOf, body);
    return answer === null ? null : vectorParts(answer.vectors, answer.read);
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
