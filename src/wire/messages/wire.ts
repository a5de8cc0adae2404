/** Anthropic Messages as a wire. */

import type { Wire } from '../wire.ts';
import { messagesEncoder } from './encoder.ts';
import { readMessages } from './read.ts';
import { wholeMessage } from './whole.ts';

export const messagesWire: Wire = { read: readMessages, encoder: messagesEncoder, whole: wholeMessage };
