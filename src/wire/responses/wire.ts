/** OpenAI Responses as a wire. */

import type { Wire } from '../wire.ts';
import { responsesEncoder } from './encoder.ts';
import { readResponses } from './read.ts';
import { wholeResponses } from './whole.ts';

export const responsesWire: Wire = { read: readResponses, encoder: responsesEncoder, whole: wholeResponses };
