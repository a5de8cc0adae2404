/** A request of the table on its way: the client's body read, and what its provider is then sent. */

import type { Issuer } from '../../src/part.ts';
import type { Order, Target } from '../../src/provider/contract.ts';
import { rowOf } from '../../src/provider/table.ts';
import { lacking } from '../../src/provider/target.ts';
import type { Provider } from '../../src/tenant/policy.ts';
import { chatWire } from '../../src/wire/chat/wire.ts';
import { messagesWire } from '../../src/wire/messages/wire.ts';
import { responsesWire } from '../../src/wire/responses/wire.ts';
import type { Wire as WireOf } from '../../src/wire/wire.ts';
import { orderOf, targetOf } from '../support/order.ts';
import type { Row, Wire } from './rows.ts';

export const SPOKEN: Readonly<Record<Wire, WireOf>> = {
  chat: chatWire,
  responses: responsesWire,
  messages: messagesWire,
};

/** What a policy must say beside the kind. */
const SETTINGS: Readonly<Record<string, Partial<Provider>>> = {
  'azure-openai': { baseUrl: 'https://own.openai.azure.com', apiVersion: 'v1' },
  'openai-compatible': { baseUrl: 'https://models.example/v1' },
  'amazon-bedrock': { region: 'us-east-1' },
};

/** A model of which the policy says that it can do everything, and that it thinks little at an instant answer. */
export function target({ kind, id }: Row): Target {
  const thought = { thinking: { level: 'high' }, instant: { level: 'low' }, mini: { level: 'low' } } as const;
  const made = targetOf(kind, { id, thought }, SETTINGS[kind]);
  return kind === 'amazon-bedrock' ? { ...made, secret: 'AKIDEXAMPLE:secret' } : made;
}

export function order(wire: Wire, json: Readonly<Record<string, unknown>>): Order {
  const bytes = JSON.stringify(json).length;
  const ask = SPOKEN[wire].read({ json, bytes }, { user: null, session: null, effort: null });
  return { ...orderOf(), ask };
}

type Sent =
  | { readonly lacks: readonly string[] }
  | { readonly lacks: null; readonly body: Readonly<Record<string, unknown>>; readonly dropped: readonly string[] };

/** `lacks`: it is not sent at all, because that is wanting. */
export async function sent(wire: Wire, row: Row, json: Readonly<Record<string, unknown>>): Promise<Sent> {
  const to = target(row);
  const asked = order(wire, json);
  const lacks = lacking(to.model, asked.ask);
  if (lacks.length > 0) return { lacks };
  const call = await rowOf(row.kind)?.dialect(wire).call(to, asked);
  if (call === undefined) throw new Error(`Nobody serves ${row.kind}.`);
  return { lacks: null, body: JSON.parse(call.body), dropped: call.dropped };
}

/** Somebody whose signature the row's model would refuse. */
export const foreignTo = ({ form }: Row): Issuer => (form === 'gemini' ? 'anthropic' : 'google');
