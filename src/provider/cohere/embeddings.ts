/**
 * Cohere's embeddings, version 2. It must be told what the vectors are for: a document to be found, unless the client says
 * otherwise in `input_type`, in Cohere's own words.
 * https://docs.cohere.com/v2/reference/embed
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Call, Target } from '../contract.ts';
import { embedder, type Texts } from '../embedder.ts';
import { parsed } from '../parsed.ts';
import { vectorParts } from '../vectors.ts';
import { cohereAddress } from './address.ts';

const OWN = ['input_type', 'truncate', 'max_tokens'] as const;

const answerSchema = once(() =>
  z.object({
    embeddings: z.object({ float: z.array(z.array(z.number())).min(1) }),
    meta: z
      .object({ billed_units: z.object({ input_tokens: z.number().nonnegative().optional() }) })
      .optional()
      .catch(undefined),
  }),
);

export const cohereEmbeddings = embedder({
  most: () => 96,
  resizes: () => true,
  call: embedCall,
  readWhole: (body) => {
    const answer = parsed(answerSchema(), body);
    return answer === null ? null : vectorParts(answer.embeddings.float, answer.meta?.billed_units.input_tokens);
  },
});

function embedCall(target: Target, { texts, dimensions, own }: Texts): Omit<Call, 'dropped'> & { heard: string[] } {
  const heard = OWN.filter((name) => own[name] != null);
  const said = Object.fromEntries(heard.map((name) => [name, own[name]]));
  const sized = dimensions === null ? {} : { output_dimension: dimensions };
  const asked = { model: target.model.id, texts, input_type: 'search_document', embedding_types: ['float'] };
  return { ...cohereAddress(target, 'embed', false), body: JSON.stringify({ ...asked, ...sized, ...said }), heard };
}
