/**
 * Amazon Bedrock's ConverseStream and Converse: binary messages, exceptions among them.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */

import { awsMessage, bedrockEvent, bedrockException } from '../event-stream.ts';
import { PIECES, TEXT } from '../openai-wire.ts';
import { type Format, READ, WRITTEN } from './format.ts';

const [FIRST = '', ...OTHERS] = PIECES;
const said = (text: string) => bedrockEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
const USAGE = { inputTokens: READ, outputTokens: WRITTEN, totalTokens: READ + WRITTEN };
const EVENT = {
  ':event-type': 'contentBlockDelta',
  ':content-type': 'application/json',
  ':message-type': 'event',
};

export const BEDROCK: Format = {
  type: 'application/vnd.amazon.eventstream',
  opening: [bedrockEvent('messageStart', { role: 'assistant' })],
  first: [said(FIRST)],
  rest: [
    ...OTHERS.map(said),
    bedrockEvent('contentBlockStop', { contentBlockIndex: 0 }),
    bedrockEvent('messageStop', { stopReason: 'end_turn' }),
    bedrockEvent('metadata', { usage: USAGE, metrics: { latencyMs: 1 } }),
  ],
  failed: (message) => bedrockException('serviceUnavailableException', message),
  unreadable: awsMessage(EVENT, '{"contentBlockIndex":0,"del'),
  whole: JSON.stringify({
    output: { message: { role: 'assistant', content: [{ text: TEXT }] } },
    stopReason: 'end_turn',
    usage: USAGE,
  }),
  refusal: (status, message) => ({
    body: JSON.stringify({ message }),
    headers: {
      'x-amzn-errortype': status === 429 ? 'ThrottlingException:' : 'ServiceUnavailableException:',
      'x-amzn-requestid': 'f0e1',
    },
  }),
};
