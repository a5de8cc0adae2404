/** The wires that a client may ask by, each with how it is written and read. */

import { chatWire } from '../../../src/wire/chat/wire.ts';
import { messagesWire } from '../../../src/wire/messages/wire.ts';
import { responsesWire } from '../../../src/wire/responses/wire.ts';
import { asChat } from './as-chat.ts';
import { asMessages } from './as-messages.ts';
import { asResponses } from './as-responses.ts';

export const CLIENTS = [
  { name: 'chat', wire: chatWire, limit: 'max_tokens', ...asChat },
  { name: 'responses', wire: responsesWire, limit: 'max_output_tokens', ...asResponses },
  { name: 'messages', wire: messagesWire, limit: 'max_tokens', ...asMessages },
] as const;
