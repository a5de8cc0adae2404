/** OpenAI Embeddings as a wire. They are whole: there is no stream to encode. */

import type { Wire } from '../wire.ts';
import { readEmbeddings } from './read.ts';
import { wholeEmbeddings } from './whole.ts';

export const embeddingsWire: Wire = {
  read: readEmbeddings,
  encoder: () => {
    throw new Error('Embeddings are no stream.');
  },
  whole: wholeEmbeddings,
};
