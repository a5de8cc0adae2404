/** OpenAI Chat Completions as a wire. */

import type { Wire } from '../wire.ts';
import { chatEncoder } from './encoder.ts';
import { readChat } from './read.ts';
import { wholeChat } from './whole.ts';

export const chatWire: Wire = { read: readChat, encoder: chatEncoder, whole: wholeChat };
