/**
 * The embedding models behind Bedrock's InvokeModel: Amazon's Titan, a text at a time, and Cohere's. Cohere's count nothing in
 * what they answer.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html and …/model-parameters-embed.html
 */

import { embedder, type Texts } from '../embedder.ts';
import { parsed } from '../parsed.ts';
import { count, isObject } from '../shape.ts';
import { vectorOf, vectorParts, vectorsOf } from '../vectors.ts';
import { invocation } from './invocation.ts';

const isTitan = (id: string): boolean => /titan-embed-text/.test(id);
const isCohere = (id: string): boolean => /cohere\.embed/.test(id);

function answerOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const titans = vectorOf(sent['embedding']);
  if (titans !== null) return { vectors: [titans], read: count(sent['inputTextTokenCount']) };
  const { embeddings } = sent;
  const vectors = vectorsOf(isObject(embeddings) ? embeddings['float'] : embeddings);
  return vectors === null ? null : { vectors, read: null };
}

export const bedrockEmbeddings = embedder({
  most: ({ id }) => (isTitan(id) ? 1 : isCohere(id) ? 96 : 0),
  resizes: ({ id }) => /titan-embed-text-v2|cohere\.embed-v4/.test(id),
  call: async (target, texts) => {
    const { body, heard } = isTitan(target.model.id) ? titanBody(texts) : cohereBody(texts);
    return { ...(await invocation(target, 'invoke', JSON.stringify(body))), heard };
  },
  readWhole: (body) => {
    const answer = parsed(answerOf, body);
    return answer === null ? null : vectorParts(answer.vectors, answer.read);
  },
});

function titanBody({ texts: [inputText], dimensions, own }: Texts) {
  const sized = dimensions === null ? {} : { dimensions };
  const normal = typeof own['normalize'] === 'boolean' ? { normalize: own['normalize'] } : {};
  return { body: { inputText, ...sized, ...normal }, heard: Object.keys(normal) };
}

function cohereBody({ texts, dimensions, own }: Texts) {
  const heard = ['input_type', 'truncate'].filter((name) => own[name] != null);
  const said = Object.fromEntries(heard.map((name) => [name, own[name]]));
  const sized = dimensions === null ? {} : { output_dimension: dimensions };
  return { body: { texts, input_type: 'search_document', embedding_types: ['float'], ...sized, ...said }, heard };
}
