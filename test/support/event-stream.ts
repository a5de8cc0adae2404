/** Messages of AWS's event streams, written by AWS's own codec. */

import { EventStreamCodec } from '@smithy/eventstream-codec';
import { fromUtf8, toUtf8 } from '@smithy/util-utf8';

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** One message: its headers are all texts. */
export function awsMessage(headers: Readonly<Record<string, string>>, payload: string): Uint8Array {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]);
  return codec.encode({ headers: Object.fromEntries(typed), body: new TextEncoder().encode(payload) });
}

/** Events as ConverseStream sends them; `p` is its padding, of no meaning. */
export function bedrockEvent(type: string, payload: object): Uint8Array {
  const headers = { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' };
  return awsMessage(headers, JSON.stringify({ ...payload, p: 'abcdefgh' }));
}

export function bedrockException(type: string, message: string): Uint8Array {
  const headers = { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' };
  return awsMessage(headers, JSON.stringify({ message }));
}

/** Events that are written as `{"messageStart": {…}}`, one an object, as a recording holds them. */
export function bedrockStream(events: readonly (string | object)[]): Uint8Array {
  const messages = events.flatMap((event) => {
    const read: Record<string, object> = typeof event === 'string' ? JSON.parse(event) : event;
    return Object.entries(read).map(([type, payload]) => bedrockEvent(type, payload));
  });
  return joined(messages);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
