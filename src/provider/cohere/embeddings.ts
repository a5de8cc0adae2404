/**
 * Cohere's embeddings, version 2. It must be told what the vectors are for: a document to be found, unless the client says
 * otherwise in `input_type`, in Cohere's own words.
 * https://docs.cohere.com/v2/reference/embed
 */

import type { Call, Target } from '../contract.ts';
import { embedder, type Texts } from '../embedder.ts';
import { parsed } from '../parsed.ts';
import { count, isObject } from '../shape.ts';
import { vectorParts, vectorsOf } from '../vectors.ts';
import { cohereAddress } from './address.ts';

const OWN = ['input_type', 'truncate', 'max_tokens'] as const;

function answerOf(sent: unknown) {
  const embeddings = isObject(sent) ? sent['embeddings'] : null;
  const vectors = isObject(embeddings) ? vectorsOf(embeddings['float']) : null;
  if (!isObject(sent) || vectors === null) return null;
  const { meta } = sent;
  const billed = isObject(meta) ? meta['billed_units'] : null;
  return { vectors, read: isObject(billed) ? count(billed['input_tokens']) : null };
}

export const cohereEmbeddings = embedder({
  most: () => 96,
  resizes: () => true,
  call: embedCall,
  readWhole: (body) => {
    const answer = parsed(answerOf, body);
    return answer === null ? null : vectorParts(answer.vectors, answer.read);
  },
});

function embedCall(target: Target, { texts, dimensions, own }: Texts): Omit<Call, 'dropped'> & { heard: string[] } {
  const heard = OWN.filter((name) => own[name] != null);
  const said = Object.fromEntries(heard.map((name) => [name, own[name]]));
  const sized = dimensions === null ? {} : { output_dimension: dimensions };
  const asked = { model: target.model.id, texts, input_type: 'search_document', embedding_types: ['float'] };
  return { ...cohereAddress(target, 'embed', false), body: JSON.stringify({ ...asked, ...sized, ...said }), heard };
}
